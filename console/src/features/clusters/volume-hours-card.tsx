import { useState } from 'react';
import { faultOfHours, type Cluster, type VolumeHour, type VolumeHours } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconClock, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { applyEvents } from '../../api/apply-events.ts';
import { changeCluster } from '../../api/cluster-queries.ts';
import { Card } from '../../ui/card.tsx';
import { NativeSelect } from '../../ui/fields.ts';
import { useNotices } from '../../ui/notices.tsx';
import { useWords } from '../../words/words.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import styles from './clusters.module.css';
import {
  inOrder,
  isSame,
  MOST_HOURS,
  percentOptions,
  timeOptions,
  withOneMore,
} from './volume-hours-draft.ts';

/** Other volumes for hours of the day: softer at night, louder in the market hour. */
export function VolumeHoursCard({ cluster }: { cluster: Cluster }) {
  const saved = inOrder(cluster.volumeHours ?? []);
  return <Editor key={JSON.stringify(saved)} cluster={cluster} saved={saved} />;
}

function Editor({ cluster, saved }: { cluster: Cluster; saved: VolumeHours }) {
  const { t } = useWords();
  const [hours, setHours] = useState(saved);
  const saving = useSaving(cluster);
  const fault = faultOfHours(hours);
  const percent = cluster.volumePercent;
  const replace = (index: number, hour: VolumeHour) =>
    setHours(hours.map((each, at) => (at === index ? hour : each)));
  return (
    <Card title={t('clusters.hours.title')} icon={<IconClock size={24} aria-hidden />}>
      <div className="stack">
        <p className="soft">
          {hours.length === 0 ? t('clusters.hours.none', { percent }) : t('clusters.hours.rest', { percent })}{' '}
          {t('clusters.hours.emergency')}
        </p>
        {hours.map((hour, index) => (
          <HourLine
            key={index}
            hour={hour}
            onChange={(changed) => replace(index, changed)}
            onRemove={() => setHours(hours.filter((_, at) => at !== index))}
          />
        ))}
        {fault !== null && <p className={styles.fault}>{t(`clusters.hours.${fault}`)}</p>}
        <FailureNote error={saving.error} />
        <div className="row">
          {hours.length < MOST_HOURS && (
            <Button
              variant="default"
              leftSection={<IconPlus size={20} aria-hidden />}
              onClick={() => setHours(withOneMore(hours))}
              data-testid="add-hour"
            >
              {t('clusters.hours.add')}
            </Button>
          )}
          {!isSame(hours, saved) && (
            <Button
              disabled={fault !== null}
              loading={saving.isPending}
              onClick={() => saving.mutate(inOrder(hours))}
              data-testid="save-hours"
            >
              {t('shell.save')}
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}

function useSaving(cluster: Cluster) {
  const { t } = useWords();
  const client = useQueryClient();
  const { say } = useNotices();
  return useMutation({
    mutationFn: (volumeHours: VolumeHours) => changeCluster(cluster.id, { volumeHours }),
    onSuccess: (changed) => {
      applyEvents(client, [{ type: 'cluster', cluster: changed }]);
      say(t('clusters.hours.saved'));
    },
  });
}

interface HourLineProps {
  hour: VolumeHour;
  onChange: (hour: VolumeHour) => void;
  onRemove: () => void;
}

function HourLine({ hour, onChange, onRemove }: HourLineProps) {
  const { t } = useWords();
  const choice = (field: keyof VolumeHour) => ({
    label: t(`clusters.hours.${field}`),
    value: String(hour[field]),
    data: field === 'percent' ? percentOptions(hour.percent) : timeOptions(hour[field]),
    onChange: (event: React.ChangeEvent<HTMLSelectElement>) =>
      onChange({ ...hour, [field]: Number(event.currentTarget.value) }),
  });
  return (
    <div className={styles.hour}>
      <NativeSelect {...choice('fromMinute')} />
      <NativeSelect {...choice('untilMinute')} />
      <NativeSelect {...choice('percent')} />
      <Button
        variant="default"
        className={styles.remove}
        aria-label={t('clusters.hours.remove')}
        onClick={onRemove}
      >
        <IconTrash size={20} aria-hidden />
      </Button>
    </div>
  );
}
