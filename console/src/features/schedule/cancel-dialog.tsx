import type { Broadcast } from '@loa/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { applyEvents } from '../../api/apply-events.ts';
import { cancelBroadcast } from '../../api/broadcast-queries.ts';
import { clustersQuery } from '../../api/cluster-queries.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { useNotices } from '../../ui/notices.tsx';
import { dateOf, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { namesOf } from './names-of.ts';

interface CancelDialogProps {
  broadcast: Broadcast;
  isOpen: boolean;
  onClose: () => void;
}

/** Asks before a broadcast is taken back, and names the poles that will not hear of it in time. */
export function CancelDialog({ broadcast, isOpen, onClose }: CancelDialogProps) {
  const { t } = useWords();
  const client = useQueryClient();
  const { say } = useNotices();
  const { data: clusters = [] } = useQuery(clustersQuery());
  const { id, title, startAt, clusterIds } = broadcast;
  const offline = clusters.filter(
    (cluster) => clusterIds.includes(cluster.id) && cluster.state === 'offline',
  );
  const cancelling = useMutation({
    mutationFn: () => cancelBroadcast(id),
    onSuccess: (cancelled) => {
      applyEvents(client, [{ type: 'broadcast', broadcast: cancelled }]);
      say(t('schedule.cancelled', { title }));
      onClose();
    },
  });
  const names = namesOf(
    offline.map((cluster) => cluster.id),
    clusters,
  );
  return (
    <Confirm
      title={t('schedule.cancelTitle')}
      deed={t('schedule.cancelDeed')}
      cancelLabel={t('schedule.keep')}
      isOpen={isOpen}
      isBusy={cancelling.isPending}
      onConfirm={() => cancelling.mutate()}
      onClose={onClose}
      text={
        <div className="stack">
          <p>{t('schedule.cancelText', { title, time: `${timeOfDay(startAt)} ${dateOf(startAt)}` })}</p>
          {offline.length > 0 && (
            <Note tone="warn">{t('schedule.cancelOffline', { count: offline.length, names })}</Note>
          )}
          <FailureNote error={cancelling.error} />
        </div>
      }
    />
  );
}
