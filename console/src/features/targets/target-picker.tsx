import { useState } from 'react';
import type { Targets } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { TextInput } from '../../ui/fields.ts';
import { useWords } from '../../words/words.ts';
import { matches } from '../clusters/cluster-status.ts';
import { AreaLines } from './area-lines.tsx';
import { everywhere, isNowhere, NOWHERE, reachOf, toggleCluster, toggleZone } from './target-choice.ts';
import type { Ground } from './target-choice.ts';
import { PoleLine, TickLine } from './tick-line.tsx';
import styles from './target-picker.module.css';

interface TargetPickerProps {
  ground: Ground;
  targets: Targets;
  onChange: (targets: Targets) => void;
}

/** From this many poles on it is quicker to type a name than to look for it. */
const WORTH_SEARCHING = 8;

/** Chooses where a broadcast goes: everything, areas, zones and single poles, with the sum of them always in sight. */
export function TargetPicker({ ground, targets, onChange }: TargetPickerProps) {
  const { t } = useWords();
  const [typed, setTyped] = useState('');
  const found =
    typed.trim() === '' ? [] : ground.clusters.filter((cluster) => matches(cluster, typed)).slice(0, 30);
  return (
    <div className="stack">
      <Sum ground={ground} targets={targets} onChange={onChange} />
      {ground.clusters.length >= WORTH_SEARCHING && (
        <TextInput
          label={t('targets.find')}
          placeholder={t('targets.findHelp')}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {typed.trim() !== '' && (
        <ul className={styles.tree} aria-label={t('targets.found')}>
          {found.length === 0 && <li className={styles.line}>{t('targets.nothingFound')}</li>}
          {found.map((cluster) => (
            <PoleLine
              key={cluster.id}
              ground={ground}
              targets={targets}
              cluster={cluster}
              depth={0}
              onToggle={() => onChange(toggleCluster(ground, targets, cluster))}
            />
          ))}
        </ul>
      )}
      <AreaLines ground={ground} targets={targets} onChange={onChange} />
      {ground.zones.length > 0 && (
        <div className="stack-small">
          <h3>{t('targets.zones')}</h3>
          <ul className={styles.tree}>
            {ground.zones.map((zone) => (
              <TickLine
                key={zone.id}
                depth={0}
                mark={targets.zoneIds.includes(zone.id) ? 'on' : 'off'}
                label={zone.name}
                poles={reachOf(ground, { ...NOWHERE, zoneIds: [zone.id] })}
                onToggle={() => onChange(toggleZone(targets, zone.id))}
              />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Sum({ ground, targets, onChange }: TargetPickerProps) {
  const { t } = useWords();
  const reached = reachOf(ground, targets);
  const online = reached.filter(({ state }) => state === 'online').length;
  return (
    <div className={styles.sum}>
      <span aria-live="polite" data-testid="target-sum">
        {reached.length === 0 ? t('targets.sumNone') : t('targets.sum', { count: reached.length, online })}
      </span>
      <div className="row">
        <Button variant="light" onClick={() => onChange(everywhere(ground))} data-testid="target-all">
          {t('targets.everywhere')}
        </Button>
        <Button variant="default" disabled={isNowhere(targets)} onClick={() => onChange(NOWHERE)}>
          {t('targets.clear')}
        </Button>
      </div>
    </div>
  );
}
