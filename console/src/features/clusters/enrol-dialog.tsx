import { useEffect } from 'react';
import type { Cluster, EnrolmentCode } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { makeEnrolmentCode } from '../../api/cluster-queries.ts';
import { useNow } from '../../api/event-feed.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { useNotices } from '../../ui/notices.tsx';
import { Waiting } from '../../ui/waiting.tsx';
import { ageOf, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import styles from './clusters.module.css';

/** The one-time code that gives a pole its identity, for a phone's camera and for a keyboard. */
export function EnrolDialog({ cluster, onClose }: { cluster: Cluster; onClose: () => void }) {
  const { t } = useWords();
  const { mutate, data, error } = useMutation({ mutationFn: makeEnrolmentCode });
  useEffect(() => mutate(cluster.id), [mutate, cluster.id]);
  const title = t('clusters.enrolTitle', { name: cluster.name });
  return (
    <Dialog title={title} closeLabel={t('shell.close')} isOpen onClose={onClose} size="lg">
      <FailureNote error={error} onRetry={() => mutate(cluster.id)} />
      {data === undefined && error === null && <Waiting label={t('shell.loading')} />}
      {data !== undefined && <Code code={data} onRenew={() => mutate(cluster.id)} />}
    </Dialog>
  );
}

function Code({ code, onRenew }: { code: EnrolmentCode; onRenew: () => void }) {
  const { t } = useWords();
  const { say } = useNotices();
  const now = useNow();
  if (code.expiresAt <= now) {
    return (
      <Note
        tone="warn"
        title={t('clusters.enrolExpired')}
        action={<Button onClick={onRenew}>{t('clusters.enrol')}</Button>}
      />
    );
  }
  const { unit, count } = ageOf(code.expiresAt - now);
  const copy = () =>
    navigator.clipboard
      .writeText(code.command)
      .then(() => say(t('clusters.copied')))
      .catch((error: unknown) => console.warn('not copied', error));
  return (
    <div className="stack">
      <p>{t('clusters.enrolText')}</p>
      <img
        className={styles.qr}
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(code.qrSvg)}`}
        alt={t('clusters.enrolQr')}
      />
      <div>
        <span className="soft">{t('clusters.enrolCode')}</span>
        <div className={styles.code} data-testid="enrolment-code">
          {code.code}
        </div>
      </div>
      <div>
        <span className="soft">{t('clusters.enrolCommand')}</span>
        <code className={styles.command}>{code.command}</code>
      </div>
      <div className="row-apart">
        <span className="figures">
          {t('clusters.enrolUntil', { time: timeOfDay(code.expiresAt), span: t(`spans.${unit}`, { count }) })}
        </span>
        <Button leftSection={<IconCopy size={20} aria-hidden />} onClick={copy}>
          {t('clusters.copy')}
        </Button>
      </div>
    </div>
  );
}
