import type { Media } from '@loa/protocol';
import { Failure, failureOf } from './failure.ts';

export interface Upload {
  file: File;
  title: string;
  /** Whose recording it is; null for the whole tree (administrators only). */
  areaId: string | null;
}

/**
 * Sends one file to the library; `onProgress` gets the share that has left, 0 to 1. XMLHttpRequest because
 * `fetch` does not tell how far an upload is.
 */
export function uploadMedia(
  { file, title, areaId }: Upload,
  onProgress: (share: number) => void,
): Promise<Media> {
  const form = new FormData();
  // The server decides by the fields before it takes the bytes, so the file comes last.
  form.append('title', title);
  if (areaId !== null) form.append('areaId', areaId);
  form.append('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/media');
    request.responseType = 'json';
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0);
    request.onerror = () => reject(new Failure('network'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as Media);
      else reject(failureOf(request.status, request.response));
    };
    request.send(form);
  });
}
