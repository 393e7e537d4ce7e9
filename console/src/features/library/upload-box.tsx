import { useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { areasQuery } from '../../api/area-queries.ts';
import { NativeSelect, Progress } from '../../ui/fields.ts';
import { useWords } from '../../words/words.ts';
import { useAccount } from '../shell/use-account.ts';
import { areaOptions, buildAreaTree, ownAreas } from '../targets/area-tree.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import styles from './library.module.css';
import { useUploads } from './use-uploads.tsx';
import type { RunningUpload } from './use-uploads.tsx';

/** Takes files by drop or by button, and shows how far each has come. */
export function UploadBox() {
  const { t } = useWords();
  const account = useAccount();
  const { data: areas = [] } = useQuery(areasQuery());
  const [areaId, setAreaId] = useState(account.areaId);
  const { uploads, add, dismiss, again } = useUploads(areaId);
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const options = areaOptions(buildAreaTree(ownAreas(areas, account.areaId)));
  return (
    <div
      className={`${styles.drop} ${isOver ? styles.dropOver : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add([...event.dataTransfer.files]);
      }}
    >
      <div className={styles.dropHead}>
        <div>
          <strong>{t('library.drop')}</strong>
          <p className="soft">{t('library.dropHelp')}</p>
        </div>
        <Button leftSection={<IconUpload size={22} aria-hidden />} onClick={() => input.current?.click()}>
          {t('library.upload')}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="audio/*,.mp3,.m4a,.wav,.ogg,.opus,.flac,.amr"
        aria-label={t('library.upload')}
        data-testid="upload"
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      {options.length > 1 && (
        <NativeSelect
          label={t('library.owner')}
          value={areaId ?? ''}
          onChange={(event) => setAreaId(event.currentTarget.value || null)}
          data={
            account.areaId === null ? [{ value: '', label: t('library.wholeTree') }, ...options] : options
          }
        />
      )}
      {uploads.map((upload) => (
        <UploadLine
          key={upload.id}
          upload={upload}
          onAgain={() => again(upload)}
          onDismiss={() => dismiss(upload.id)}
        />
      ))}
    </div>
  );
}

interface UploadLineProps {
  upload: RunningUpload;
  onAgain: () => void;
  onDismiss: () => void;
}

function UploadLine({ upload, onAgain, onDismiss }: UploadLineProps) {
  const { t } = useWords();
  const { file, share, error } = upload;
  const percent = Math.round(share * 100);
  if (error !== null) {
    return (
      <div className="stack-small">
        <FailureNote error={error} title={t('library.uploadFailed', { name: file.name })} onRetry={onAgain} />
        <Button variant="default" onClick={onDismiss}>
          {t('library.dismiss')}
        </Button>
      </div>
    );
  }
  return (
    <div className="stack-small">
      <div className="row-apart">
        <span>{file.name}</span>
        <span className="figures">{t('library.uploading', { percent })}</span>
      </div>
      <Progress value={percent} size="lg" aria-label={file.name} />
    </div>
  );
}
