import type { Cluster } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconHeadphones } from '@tabler/icons-react';
import { Card } from '../../ui/card.tsx';
import { useWords } from '../../words/words.ts';
import { soundingOf, statusOf } from './cluster-status.ts';
import { Seen } from './seen.tsx';
import { StatusChip } from './status-chip.tsx';

interface StateCardProps {
  cluster: Cluster;
  titleOf: (broadcastId: string) => string | null;
}

/** The state of a pole in one sentence. */
export function StateCard({ cluster, titleOf }: StateCardProps) {
  const { t } = useWords();
  const status = statusOf(cluster);
  const sounding = soundingOf(cluster);
  const listenUrl = cluster.presence?.listenUrl;
  const title = sounding === null ? '' : (titleOf(sounding.broadcastId) ?? t(`terms.${sounding.kind}`));
  const sentence =
    sounding !== null && status === 'sounding'
      ? t(sounding.heard ? 'clusters.sentence.soundingHeard' : 'clusters.sentence.sounding', { title })
      : t(`clusters.sentence.${status}`, { title });
  return (
    <Card>
      <div className="stack">
        <div className="row-apart">
          <StatusChip status={status} />
          <span className="soft figures">
            <Seen cluster={cluster} />
          </span>
        </div>
        <p>
          <strong>{sentence}</strong>
        </p>
        {listenUrl !== undefined && (
          <div>
            <Button
              component="a"
              href={listenUrl}
              target="_blank"
              rel="noreferrer"
              variant="light"
              leftSection={<IconHeadphones size={22} aria-hidden />}
              data-testid="listen"
            >
              {t('clusters.listen')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
