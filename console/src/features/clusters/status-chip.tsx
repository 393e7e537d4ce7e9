import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconClockPause,
  IconPlugConnectedX,
  IconVolume,
} from '@tabler/icons-react';
import { Chip } from '../../ui/chip.tsx';
import type { Tone } from '../../ui/chip.tsx';
import { useWords } from '../../words/words.ts';
import type { ClusterStatus } from './cluster-status.ts';

const LOOKS: Record<ClusterStatus, { tone: Tone; Icon: typeof IconBan }> = {
  offline: { tone: 'warn', Icon: IconPlugConnectedX },
  ill: { tone: 'warn', Icon: IconAlertTriangle },
  waiting: { tone: 'quiet', Icon: IconClockPause },
  sounding: { tone: 'solid', Icon: IconVolume },
  well: { tone: 'accent', Icon: IconCircleCheck },
  revoked: { tone: 'quiet', Icon: IconBan },
};

export function StatusChip({ status }: { status: ClusterStatus }) {
  const { t } = useWords();
  const { tone, Icon } = LOOKS[status];
  return (
    <Chip tone={tone} icon={<Icon size={18} aria-hidden />}>
      {t(`clusters.status.${status}`)}
    </Chip>
  );
}
