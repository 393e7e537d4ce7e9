import type { Cluster } from '@loa/protocol';
import { IconTool } from '@tabler/icons-react';
import { Card } from '../../ui/card.tsx';
import { dateOf, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { ailmentsOf } from './cluster-status.ts';
import type { Ailment } from './cluster-status.ts';
import styles from './clusters.module.css';

/** Each ailment with what may cause it and what the technician does next; nothing for a pole that is well. */
export function AilmentsCard({ cluster }: { cluster: Cluster }) {
  const { t } = useWords();
  const ailments = ailmentsOf(cluster);
  if (ailments.length === 0) return null;
  return (
    <Card tone="warn" title={t('clusters.problems')} icon={<IconTool size={24} aria-hidden />}>
      <div className="stack">
        {ailments.map((ailment) => (
          <AilmentText key={ailment.code} ailment={ailment} />
        ))}
      </div>
    </Card>
  );
}

function AilmentText({ ailment }: { ailment: Ailment }) {
  const { t } = useWords();
  const { code, since, value = '' } = ailment;
  return (
    <div className={styles.ailment}>
      <h3>
        {t(`problems.${code}.what`, { value })}
        {since !== null && (
          <span className="soft">
            {' '}
            · {t('clusters.since', { time: `${timeOfDay(since)} ${dateOf(since)}` })}
          </span>
        )}
      </h3>
      <p>
        <span className="soft">{t('clusters.cause')}: </span>
        {t(`problems.${code}.cause`)}
      </p>
      <p>
        <strong>{t('clusters.nextStep')}: </strong>
        {t(`problems.${code}.next`)}
      </p>
    </div>
  );
}
