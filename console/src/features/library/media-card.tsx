import type { Media } from '@loa/protocol';
import type { ErrorCode } from '@loa/protocol';
import { Button } from '@mantine/core';
import {
  IconCalendarPlus,
  IconPencil,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconTrash,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import { Failure } from '../../api/failure.ts';
import { Card } from '../../ui/card.tsx';
import { Progress } from '../../ui/fields.ts';
import { dateOf, stopwatch } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { useCan } from '../shell/use-account.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import styles from './library.module.css';
import { MediaWave } from './media-wave.tsx';
import type { Player } from './use-player.tsx';

interface MediaCardProps {
  media: Media;
  player: Player;
  onRename: () => void;
  onRemove: () => void;
}

/** One recording: listen, plan, rename, delete; or how far its preparation is; or why it was refused. */
export function MediaCard({ media, player, onRename, onRemove }: MediaCardProps) {
  const { t } = useWords();
  const facts = t('library.facts', {
    length: media.durationMs === null ? '–' : stopwatch(media.durationMs),
    by: media.uploadedBy,
    date: dateOf(media.createdAt),
  });
  return (
    <Card>
      <article className={styles.media} data-testid={`media-${media.id}`}>
        {media.state === 'ready' && media.sha256 !== null ? (
          <PlayButton media={media} player={player} />
        ) : (
          <span />
        )}
        <div>
          <h2>{media.title}</h2>
          <span className="soft">{media.state === 'ready' ? facts : media.fileName}</span>
        </div>
        {media.state === 'ready' && <MediaWave media={media} player={player} />}
        <div style={{ gridColumn: '1 / -1' }}>
          <Progressing media={media} />
        </div>
        <Actions media={media} onRename={onRename} onRemove={onRemove} />
      </article>
    </Card>
  );
}

function PlayButton({ media, player }: { media: Media; player: Player }) {
  const { t } = useWords();
  const isPlaying = player.playing === media.sha256;
  const label = t(isPlaying ? 'library.pause' : 'library.play', { title: media.title });
  const toggle = () => (isPlaying || media.sha256 === null ? player.pause() : player.play(media.sha256));
  return (
    <button type="button" className={styles.play} aria-label={label} onClick={toggle}>
      {isPlaying ? (
        <IconPlayerPauseFilled size={26} aria-hidden />
      ) : (
        <IconPlayerPlayFilled size={26} aria-hidden />
      )}
    </button>
  );
}

function Progressing({ media }: { media: Media }) {
  const { t } = useWords();
  if (media.state === 'refused') {
    const error = new Failure((media.refusal ?? 'internal') as ErrorCode);
    return <FailureNote error={error} title={t('library.refused')} />;
  }
  if (media.state === 'ready') return null;
  const percent = Math.round(media.progress * 100);
  return (
    <div className="stack-small" role="status">
      <span className="figures">{t('library.preparing', { percent })}</span>
      <Progress value={percent} size="lg" animated aria-label={media.title} />
    </div>
  );
}

function Actions({ media, onRename, onRemove }: Omit<MediaCardProps, 'player'>) {
  const { t } = useWords();
  const can = useCan();
  const isReady = media.state === 'ready';
  return (
    <div className={styles.actions}>
      {isReady && can('schedule') && (
        <Button
          component={Link}
          to={`/schedule/new?media=${media.id}`}
          variant="light"
          leftSection={<IconCalendarPlus size={20} aria-hidden />}
        >
          {t('library.plan')}
        </Button>
      )}
      {isReady && (
        <Button variant="default" leftSection={<IconPencil size={20} aria-hidden />} onClick={onRename}>
          {t('library.rename')}
        </Button>
      )}
      {media.state !== 'preparing' && (
        <Button variant="default" leftSection={<IconTrash size={20} aria-hidden />} onClick={onRemove}>
          {t('shell.remove')}
        </Button>
      )}
    </div>
  );
}
