import type { Cluster, ClusterDetail } from '@loa/protocol';
import { IconListDetails } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { areasQuery } from '../../api/area-queries.ts';
import { Card } from '../../ui/card.tsx';
import { Facts } from '../../ui/list.tsx';
import { dateOf, decimal, stopwatch, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { soundingOf } from './cluster-status.ts';

/** Less is a border of a broadcast, which nobody hears, ms. */
const LEAST_SILENCE_MS = 100;

/** The figures of a pole, for the technician. */
export function FactsCard({ detail }: { detail: ClusterDetail }) {
  const { t } = useWords();
  const { cluster } = detail;
  const { data: areas = [] } = useQuery(areasQuery());
  const sounding = soundingOf(cluster);
  const playing =
    sounding === null
      ? t('clusters.nothing')
      : t(`clusters.${sounding.kind}`, { time: stopwatch(sounding.positionMs) });
  const unknown = t('shell.unknown');
  return (
    <Card title={t('clusters.state')} icon={<IconListDetails size={24} aria-hidden />}>
      <Facts
        facts={[
          [t('clusters.playing'), playing],
          [t('clusters.clock'), useClock(cluster) ?? unknown],
          [t('clusters.plan'), usePlan(cluster) ?? unknown],
          [t('clusters.amplifier'), useAmplifier(cluster) ?? unknown],
          [t('clusters.output'), useOutput(cluster) ?? unknown],
          [t('clusters.silence'), useSilence(cluster) ?? unknown],
          [t('clusters.machine'), useMachine(cluster) ?? unknown],
          [t('clusters.version'), cluster.presence?.agentVersion ?? unknown],
          [t('clusters.area'), areas.find(({ id }) => id === cluster.areaId)?.name ?? unknown],
          [t('clusters.place'), cluster.place === '' ? unknown : cluster.place],
          [t('clusters.horns'), cluster.horns],
        ]}
      />
    </Card>
  );
}

function useClock({ reported }: Cluster): string | undefined {
  const { t, language } = useWords();
  if (reported === null) return undefined;
  const { known, offsetMs, errorMs, system = 'none' } = reported.clock;
  const figures = { offset: decimal(offsetMs, language), error: decimal(errorMs, language) };
  const own = known ? t('clusters.clockKnown', figures) : t('clusters.clockUnknown');
  return system === 'none' ? own : `${own}, ${t(`clusters.clockSystem.${system}`)}`;
}

function usePlan({ reported }: Cluster): string | undefined {
  const { t } = useWords();
  if (reported === null) return undefined;
  const { completeUntil, occurrences, missingMedia } = reported.plan;
  if (completeUntil === 0) return undefined;
  const when = { time: timeOfDay(completeUntil), date: dateOf(completeUntil) };
  const missing = missingMedia > 0 ? `, ${t('clusters.planMissing', { count: missingMedia })}` : '';
  return `${t('clusters.planUntil', { count: occurrences, ...when })}${missing}`;
}

function useAmplifier({ telemetry }: Cluster): string | undefined {
  const { t, language } = useWords();
  if (telemetry === null || telemetry.amplifier === null) return undefined;
  const { on, currentMa, temperatureC } = telemetry.amplifier;
  const temperature = decimal(temperatureC, language, 0);
  return on
    ? t('clusters.amplifierOn', { current: decimal(currentMa, language, 0), temperature })
    : t('clusters.amplifierOff', { temperature });
}

function useOutput({ telemetry }: Cluster): string | undefined {
  const { t, language } = useWords();
  if (telemetry === null) return undefined;
  const { running, levelDbfs, underruns } = telemetry.output;
  if (!running) return t('clusters.outputStopped');
  return t('clusters.outputRunning', { level: decimal(levelDbfs, language, 0), underruns });
}

/** Seconds in which a broadcast had the turn and nothing of it was there: what a listener missed. */
function useSilence({ telemetry }: Cluster): string | undefined {
  const { t, language } = useWords();
  const silenceMs = telemetry?.output.silenceMs;
  if (silenceMs === undefined) return undefined;
  if (silenceMs < LEAST_SILENCE_MS) return t('clusters.silenceNone');
  return t('clusters.silenceTime', { seconds: decimal(silenceMs / 1000, language) });
}

function useMachine({ telemetry }: Cluster): string | undefined {
  const { t, language } = useWords();
  if (telemetry === null) return undefined;
  const { cpuPercent, temperatureC, rssMb, diskFreeMb } = telemetry;
  return t('clusters.machineFacts', {
    cpu: decimal(cpuPercent, language, 0),
    temperature: temperatureC === null ? '' : `${decimal(temperatureC, language, 0)} °C, `,
    memory: decimal(rssMb, language, 0),
    disk: decimal(diskFreeMb, language, 0),
  });
}
