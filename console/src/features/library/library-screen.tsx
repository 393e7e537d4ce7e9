import { useState } from 'react';
import type { Media } from '@loa/protocol';
import { IconPlaylist, IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { applyEvents } from '../../api/apply-events.ts';
import { mediaQuery, removeMedia } from '../../api/media-queries.ts';
import { TextInput } from '../../ui/fields.ts';
import { Note } from '../../ui/note.tsx';
import { useNotices } from '../../ui/notices.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { useWords } from '../../words/words.ts';
import { plain } from '../clusters/cluster-status.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { Loaded } from '../trouble/loaded.tsx';
import styles from './library.module.css';
import { MediaCard } from './media-card.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { UploadBox } from './upload-box.tsx';
import { usePlayer } from './use-player.tsx';

const WORTH_SEARCHING = 6;

export default function LibraryScreen() {
  const { t } = useWords();
  const query = useQuery(mediaQuery());
  const player = usePlayer();
  const { remove, leaving, error } = useRemoval();
  const [renamed, setRenamed] = useState<Media | null>(null);
  const [typed, setTyped] = useState('');
  return (
    <Page title={t('library.title')}>
      <UploadBox />
      <FailureNote error={error} />
      {player.hasFailed && <Note tone="warn">{t('library.playFailed')}</Note>}
      <Loaded query={query}>
        {(all) => {
          const kept = all.filter(({ id }) => !leaving.has(id)).sort((a, b) => b.createdAt - a.createdAt);
          const found = kept.filter(({ title, fileName }) =>
            plain(`${title} ${fileName}`).includes(plain(typed.trim())),
          );
          return (
            <>
              {kept.length === 0 && (
                <Empty icon={<IconPlaylist size={48} aria-hidden />} title={t('library.empty')}>
                  {t('library.emptyText')}
                </Empty>
              )}
              {kept.length >= WORTH_SEARCHING && (
                <TextInput
                  label={t('library.find')}
                  leftSection={<IconSearch size={20} aria-hidden />}
                  value={typed}
                  onChange={(event) => setTyped(event.currentTarget.value)}
                />
              )}
              <div className={styles.grid}>
                {found.map((media) => (
                  <MediaCard
                    key={media.id}
                    media={media}
                    player={player}
                    onRename={() => setRenamed(media)}
                    onRemove={() => remove(media)}
                  />
                ))}
              </div>
            </>
          );
        }}
      </Loaded>
      {renamed !== null && <RenameDialog key={renamed.id} media={renamed} onClose={() => setRenamed(null)} />}
    </Page>
  );
}

/** Takes a recording off the screen at once and off the server only when nobody took it back. */
function useRemoval() {
  const { t } = useWords();
  const client = useQueryClient();
  const { sayWithUndo } = useNotices();
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const stay = (id: string) => setLeaving((ids) => new Set([...ids].filter((other) => other !== id)));
  const removing = useMutation({
    mutationFn: removeMedia,
    onSuccess: (_, id) => applyEvents(client, [{ type: 'media-gone', mediaId: id }]),
    onSettled: (_answer, _error, id) => stay(id),
  });
  const remove = ({ id, title }: Media) => {
    setLeaving((ids) => new Set([...ids, id]));
    sayWithUndo(
      t('library.removed', { title }),
      t('shell.undo'),
      () => removing.mutate(id),
      () => stay(id),
    );
  };
  return { remove, leaving, error: removing.error };
}
