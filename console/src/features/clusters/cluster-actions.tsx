import { useState } from 'react';
import type { Cluster } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconBan, IconPencil, IconQrcode } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { applyEvents } from '../../api/apply-events.ts';
import { changeCluster, revokeCluster } from '../../api/cluster-queries.ts';
import { Card } from '../../ui/card.tsx';
import { Confirm, Dialog } from '../../ui/dialog.tsx';
import { Slider } from '../../ui/fields.ts';
import { useNotices } from '../../ui/notices.tsx';
import { useWords } from '../../words/words.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { ClusterForm } from './cluster-form.tsx';
import { draftOf } from './cluster-draft.ts';
import styles from './clusters.module.css';
import { EnrolDialog } from './enrol-dialog.tsx';

/** What can be done to a pole: volume, record, enrolment, revocation. */
export function ClusterActions({ cluster }: { cluster: Cluster }) {
  const { t } = useWords();
  const [open, setOpen] = useState<'edit' | 'enrol' | 'revoke' | null>(null);
  const close = () => setOpen(null);
  const isRevoked = cluster.state === 'revoked';
  return (
    <Card>
      <div className="stack">
        {!isRevoked && <Volume key={cluster.volumePercent} cluster={cluster} />}
        <div className="row">
          <Button
            variant="default"
            leftSection={<IconPencil size={20} aria-hidden />}
            onClick={() => setOpen('edit')}
          >
            {t('clusters.edit')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconQrcode size={20} aria-hidden />}
            onClick={() => setOpen('enrol')}
            data-testid="enrol"
          >
            {t('clusters.enrol')}
          </Button>
          {!isRevoked && cluster.state !== 'waiting' && (
            <Button
              variant="default"
              leftSection={<IconBan size={20} aria-hidden />}
              onClick={() => setOpen('revoke')}
            >
              {t('clusters.revoke')}
            </Button>
          )}
        </div>
      </div>
      {open === 'enrol' && <EnrolDialog cluster={cluster} onClose={close} />}
      {open === 'edit' && <EditDialog cluster={cluster} onClose={close} />}
      {open === 'revoke' && <RevokeDialog cluster={cluster} onClose={close} />}
    </Card>
  );
}

function Volume({ cluster }: { cluster: Cluster }) {
  const { t } = useWords();
  const client = useQueryClient();
  const { say } = useNotices();
  const [percent, setPercent] = useState(cluster.volumePercent);
  const setting = useMutation({
    mutationFn: (volumePercent: number) => changeCluster(cluster.id, { volumePercent }),
    onSuccess: (changed) => {
      applyEvents(client, [{ type: 'cluster', cluster: changed }]);
      say(t('clusters.volumeSaved', { percent: changed.volumePercent }));
    },
  });
  return (
    <div>
      <div className="row-apart">
        <strong>{t('clusters.volume')}</strong>
        <span className="figures">{percent} %</span>
      </div>
      <div className={styles.slider}>
        <Slider
          size="lg"
          thumbSize={32}
          thumbLabel={t('clusters.volume')}
          label={null}
          min={0}
          max={100}
          step={5}
          value={percent}
          onChange={setPercent}
          onChangeEnd={(value) => setting.mutate(value)}
        />
      </div>
      <FailureNote error={setting.error} />
    </div>
  );
}

interface DialogProps {
  cluster: Cluster;
  onClose: () => void;
}

function EditDialog({ cluster, onClose }: DialogProps) {
  const { t } = useWords();
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (fields: Parameters<typeof changeCluster>[1]) => changeCluster(cluster.id, fields),
    onSuccess: (changed) => {
      applyEvents(client, [{ type: 'cluster', cluster: changed }]);
      onClose();
    },
  });
  const title = t('clusters.editTitle', { name: cluster.name });
  return (
    <Dialog title={title} closeLabel={t('shell.close')} isOpen onClose={onClose} size="lg">
      <ClusterForm
        first={draftOf(cluster)}
        isNew={false}
        isBusy={saving.isPending}
        error={saving.error}
        onSave={(fields) => saving.mutate(fields)}
      />
    </Dialog>
  );
}

function RevokeDialog({ cluster, onClose }: DialogProps) {
  const { t } = useWords();
  const client = useQueryClient();
  const { say } = useNotices();
  const { name } = cluster;
  const revoking = useMutation({
    mutationFn: () => revokeCluster(cluster.id),
    onSuccess: (revoked) => {
      applyEvents(client, [{ type: 'cluster', cluster: revoked }]);
      say(t('clusters.revoked', { name }));
      onClose();
    },
  });
  return (
    <Confirm
      title={t('clusters.revokeTitle', { name })}
      deed={t('clusters.revokeDeed')}
      cancelLabel={t('shell.cancel')}
      isOpen
      isBusy={revoking.isPending}
      onConfirm={() => revoking.mutate()}
      onClose={onClose}
      text={
        <div className="stack">
          <p>{t('clusters.revokeText')}</p>
          <FailureNote error={revoking.error} />
        </div>
      }
    />
  );
}
