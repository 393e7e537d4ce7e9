import { useState } from 'react';
import type { Media } from '@loa/protocol';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { applyEvents } from '../../api/apply-events.ts';
import { renameMedia } from '../../api/media-queries.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/fields.ts';
import { useWords } from '../../words/words.ts';
import { FailureNote } from '../trouble/failure-note.tsx';

export function RenameDialog({ media, onClose }: { media: Media; onClose: () => void }) {
  const { t } = useWords();
  const client = useQueryClient();
  const [title, setTitle] = useState(media.title);
  const renaming = useMutation({
    mutationFn: () => renameMedia(media.id, title.trim()),
    onSuccess: (renamed) => {
      applyEvents(client, [{ type: 'media', media: renamed }]);
      onClose();
    },
  });
  return (
    <Dialog title={t('library.renameTitle')} closeLabel={t('shell.close')} isOpen onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          renaming.mutate();
        }}
      >
        <TextInput
          label={t('library.name')}
          value={title}
          maxLength={200}
          onChange={(event) => setTitle(event.currentTarget.value)}
          data-autofocus
        />
        <FailureNote error={renaming.error} />
        <Button type="submit" disabled={title.trim() === ''} loading={renaming.isPending}>
          {t('shell.save')}
        </Button>
      </form>
    </Dialog>
  );
}
