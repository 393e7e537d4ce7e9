import type { CSSProperties, ReactNode } from 'react';
import type { Cluster, Targets } from '@loa/protocol';
import { Checkbox } from '../../ui/fields.ts';
import { useWords } from '../../words/words.ts';
import { isClusterOn } from './target-choice.ts';
import type { Ground, Mark } from './target-choice.ts';
import styles from './target-picker.module.css';

interface TickLineProps {
  depth: number;
  mark: Mark;
  label: string;
  /** The poles that it stands for. */
  poles: readonly Cluster[];
  /** What unfolds the line, at its end. */
  unfold?: ReactNode;
  onToggle: () => void;
  testId?: string;
}

/** One thing to tick, with how many poles it stands for and how many of them are connected. */
export function TickLine({ depth, mark, label, poles, unfold, onToggle, testId }: TickLineProps) {
  const { t } = useWords();
  const online = poles.filter(({ state }) => state === 'online').length;
  return (
    <li className={styles.line} style={{ '--depth': depth } as CSSProperties}>
      <Checkbox
        className={styles.box ?? ''}
        size="md"
        checked={mark === 'on'}
        indeterminate={mark === 'some'}
        onChange={onToggle}
        label={label}
        data-testid={testId}
      />
      <span className={styles.count}>
        {poles.length === 0 ? (
          t('targets.noClusters')
        ) : (
          <>
            {online}/{poles.length} <span className={styles.wide}>{t('targets.connected')}</span>
          </>
        )}
      </span>
      {unfold ?? <span className={styles.spacer} />}
    </li>
  );
}

interface PoleLineProps {
  ground: Ground;
  targets: Targets;
  cluster: Cluster;
  depth: number;
  onToggle: () => void;
}

/** One pole to tick, with its state where it is not connected. */
export function PoleLine({ ground, targets, cluster, depth, onToggle }: PoleLineProps) {
  const { t } = useWords();
  const isOnline = cluster.state === 'online';
  return (
    <li className={styles.line} style={{ '--depth': depth } as CSSProperties}>
      <Checkbox
        className={styles.box ?? ''}
        size="md"
        checked={isClusterOn(ground, targets, cluster)}
        onChange={onToggle}
        label={<span className={isOnline ? '' : styles.off}>{cluster.name}</span>}
        data-testid={`target-${cluster.id}`}
      />
      {!isOnline && (
        <span className={styles.count}>
          {t(cluster.state === 'waiting' ? 'clusters.status.waiting' : 'clusters.status.offline')}
        </span>
      )}
      <span className={styles.spacer} />
    </li>
  );
}
