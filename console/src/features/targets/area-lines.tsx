import { useState } from 'react';
import type { Targets } from '@loa/protocol';
import { IconChevronDown } from '@tabler/icons-react';
import { useWords } from '../../words/words.ts';
import type { AreaNode } from './area-tree.ts';
import { areaMark, NOWHERE, reachOf, toggleArea, toggleCluster } from './target-choice.ts';
import type { Ground } from './target-choice.ts';
import { PoleLine, TickLine } from './tick-line.tsx';
import styles from './target-picker.module.css';

interface AreaLinesProps {
  ground: Ground;
  targets: Targets;
  onChange: (targets: Targets) => void;
}

/** Up to here all areas are shown at once; above, what lies in a commune comes when it is unfolded. */
const ALL_AT_ONCE = 24;

/** The areas as a tree to tick; the poles of an area come when it is unfolded. */
export function AreaLines({ ground, targets, onChange }: AreaLinesProps) {
  const { t } = useWords();
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const toggleFold = (id: string) => {
    const next = new Set(unfolded);
    if (!next.delete(id)) next.add(id);
    setUnfolded(next);
  };
  const isShown = ({ area, parentId }: AreaNode): boolean => {
    if (parentId === null || ground.tree.size <= ALL_AT_ONCE || area.rank !== 'hamlet') return true;
    const parent = ground.tree.get(parentId);
    return unfolded.has(parentId) && parent !== undefined && isShown(parent);
  };
  const lineOf = ({ area, depth }: AreaNode) => {
    const own = ground.clusters.filter(({ areaId }) => areaId === area.id);
    const isOpen = unfolded.has(area.id);
    return [
      <TickLine
        key={area.id}
        depth={depth}
        mark={areaMark(ground, targets, area.id)}
        label={area.name}
        poles={reachOf(ground, { ...NOWHERE, areaIds: [area.id] })}
        onToggle={() => onChange(toggleArea(ground, targets, area.id))}
        testId={`target-${area.id}`}
        {...(own.length === 0
          ? {}
          : { unfold: <Unfold name={area.name} isOpen={isOpen} onClick={() => toggleFold(area.id)} /> })}
      />,
      ...(isOpen ? own : []).map((cluster) => (
        <PoleLine
          key={cluster.id}
          ground={ground}
          targets={targets}
          cluster={cluster}
          depth={depth + 1}
          onToggle={() => onChange(toggleCluster(ground, targets, cluster))}
        />
      )),
    ];
  };
  return (
    <ul className={styles.tree} aria-label={t('targets.areas')}>
      {[...ground.tree.values()].filter(isShown).flatMap(lineOf)}
    </ul>
  );
}

function Unfold({ name, isOpen, onClick }: { name: string; isOpen: boolean; onClick: () => void }) {
  const { t } = useWords();
  return (
    <button
      type="button"
      className={styles.unfold}
      aria-expanded={isOpen}
      aria-label={t(isOpen ? 'targets.hide' : 'targets.show', { name })}
      onClick={onClick}
    >
      <IconChevronDown size={22} aria-hidden />
    </button>
  );
}
