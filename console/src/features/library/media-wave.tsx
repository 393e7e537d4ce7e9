import { useMemo } from 'react';
import type { Media } from '@loa/protocol';
import { useQuery } from '@tanstack/react-query';
import { peaksQuery } from '../../api/media-queries.ts';
import { waveformPath } from '../../ui/waveform.ts';
import { useWords } from '../../words/words.ts';
import styles from './library.module.css';
import type { Player } from './use-player.tsx';

const BARS = 120;
const WIDTH = 600;

/** The recording as it looks; tapping it plays from there. */
export function MediaWave({ media, player }: { media: Media; player: Player }) {
  const { t } = useWords();
  const { data } = useQuery(peaksQuery(media.id));
  const path = useMemo(() => waveformPath(data?.peaks ?? [], BARS, WIDTH), [data]);
  const share = player.playing === media.sha256 ? player.share : 0;
  return (
    <div className={styles.wave}>
      <Wave path={path} />
      <Wave path={path} className={styles.playedPart ?? ''} until={share} />
      <input
        type="range"
        min={0}
        max={1000}
        value={Math.round(share * 1000)}
        aria-label={t('library.position', { title: media.title })}
        onChange={(event) =>
          media.sha256 && player.play(media.sha256, Number(event.currentTarget.value) / 1000)
        }
      />
    </div>
  );
}

function Wave({ path, className = '', until = 1 }: { path: string; className?: string; until?: number }) {
  return (
    <svg
      className={className}
      viewBox={`0 0 ${WIDTH} 100`}
      preserveAspectRatio="none"
      style={{ clipPath: `inset(0 ${100 - until * 100}% 0 0)` }}
      aria-hidden
    >
      <path d={path} stroke="currentColor" strokeWidth={3} strokeLinecap="round" />
    </svg>
  );
}
