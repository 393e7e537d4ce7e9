import type { Broadcast, PriorityClass } from '@loa/protocol';
import { Chip } from '../../ui/chip.tsx';
import type { Tone } from '../../ui/chip.tsx';
import { useWords } from '../../words/words.ts';

const CLASS_TONES: Record<PriorityClass, Tone> = { emergency: 'alarm', priority: 'accent', normal: 'quiet' };
const STATE_TONES: Record<Broadcast['state'], Tone> = {
  ...{ planned: 'accent', sounding: 'solid', ended: 'quiet', cancelled: 'quiet' },
};

export function ClassChip({ of }: { of: PriorityClass }) {
  const { t } = useWords();
  return <Chip tone={CLASS_TONES[of]}>{t(`terms.classes.${of}`)}</Chip>;
}

export function StateChip({ of }: { of: Broadcast['state'] }) {
  const { t } = useWords();
  return <Chip tone={STATE_TONES[of]}>{t(`schedule.states.${of}`)}</Chip>;
}
