import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { applyEvents } from '../../api/apply-events.ts';
import { uploadMedia } from '../../api/upload-client.ts';
import { titleOfFile } from './title-of-file.ts';

export interface RunningUpload {
  id: number;
  file: File;
  /** Share that has left, 0 to 1. */
  share: number;
  error: unknown;
}

/** Uploads files one after the other, so that a slow line finishes at least the first. */
export function useUploads(areaId: string | null) {
  const client = useQueryClient();
  const [uploads, setUploads] = useState<RunningUpload[]>([]);
  const nextId = useRef(1);
  const queue = useRef(Promise.resolve());

  const change = (id: number, fields: Partial<RunningUpload>) =>
    setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, ...fields } : upload)));
  const dismiss = (id: number) => setUploads((all) => all.filter((upload) => upload.id !== id));

  const run = async ({ id, file }: RunningUpload): Promise<void> => {
    change(id, { share: 0, error: null });
    try {
      const media = await uploadMedia({ file, title: titleOfFile(file.name), areaId }, (share) =>
        change(id, { share }),
      );
      applyEvents(client, [{ type: 'media', media }]);
      dismiss(id);
    } catch (error) {
      change(id, { error });
    }
  };
  const enqueue = (upload: RunningUpload) => {
    queue.current = queue.current.then(() => run(upload));
  };
  const add = (files: readonly File[]) => {
    const added = files.map((file) => ({ id: nextId.current++, file, share: 0, error: null }));
    setUploads((all) => [...all, ...added]);
    added.forEach(enqueue);
  };
  return { uploads, add, dismiss, again: enqueue };
}
