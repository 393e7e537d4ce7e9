import type { Cluster } from '@loa/protocol';
import { IconAlertTriangle, IconAntenna, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { Card } from '../../ui/card.tsx';
import { decimal } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { chainOf } from './receiver-chain.ts';
import { ReceiverLinks } from './receiver-links.tsx';
import styles from './receiver.module.css';
import { dueOf, fatesOf, verdictOf, type PacketFates, type Verdict } from './receiver-verdict.ts';

const ICONS = { good: IconCircleCheck, unsure: IconInfoCircle, bad: IconAlertTriangle };
const FATES = ['atOnce', 'byAsking', 'byCopy', 'byFec', 'missed'] as const;

/** How live sound arrives: what to think of it, what became of the packets, and the chain that they go through. */
export function ReceiverCard({ cluster: { state, reported, telemetry } }: { cluster: Cluster }) {
  const { t } = useWords();
  const receiver = telemetry?.receiver ?? null;
  if (state !== 'online' || telemetry === null || receiver === null) return null;
  const links = chainOf({ reported, telemetry: { ...telemetry, receiver } });
  return (
    <Card title={t('receiver.title')} icon={<IconAntenna size={24} aria-hidden />}>
      <div className="stack">
        <VerdictLine verdict={verdictOf(receiver)} />
        <FatesBar fates={fatesOf(receiver)} />
        <ReceiverLinks links={links} due={dueOf(fatesOf(receiver))} />
        <p className="soft">{t('receiver.sinceStart')}</p>
      </div>
    </Card>
  );
}

function VerdictLine({ verdict: { name, tone, lost, lostShare, missedShare } }: { verdict: Verdict }) {
  const { t } = useWords();
  const percent = usePercent();
  const Icon = ICONS[tone];
  const figures = { count: lost, lost: percent(lostShare), missed: percent(missedShare) };
  return (
    <p className={`${styles.verdict} ${styles[tone]}`} data-testid="receiver-verdict" data-verdict={name}>
      <Icon size={24} aria-hidden />
      <strong>{t(`receiver.verdicts.${name}`, figures)}</strong>
    </p>
  );
}

function FatesBar({ fates }: { fates: PacketFates }) {
  const { t, language } = useWords();
  const percent = usePercent();
  const due = dueOf(fates);
  const seen = FATES.filter((fate) => fates[fate] > 0);
  if (seen.length === 0) return null;
  const share = (fate: keyof PacketFates) =>
    t('receiver.share', { packets: decimal(fates[fate], language, 0), percent: percent(fates[fate] / due) });
  return (
    <figure className={styles.fates}>
      <figcaption className="soft">{t('receiver.bar')}</figcaption>
      <div className={styles.bar} aria-hidden>
        {seen.map((fate) => (
          <span key={fate} className={styles[fate]} style={{ flexGrow: fates[fate] }} />
        ))}
      </div>
      <ul className={styles.legend}>
        {seen.map((fate) => (
          <li key={fate}>
            <span className={`${styles.swatch} ${styles[fate]}`} aria-hidden />
            <span>
              {t(`receiver.fates.${fate}`)}: <strong className="figures">{share(fate)}</strong>
            </span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** A share as people say it: "8", and "0,4" where a whole number would say too little. */
function usePercent(): (share: number) => string {
  const { language } = useWords();
  return (share) => decimal(share * 100, language, share >= 0.02 && share < 0.98 ? 0 : 1);
}
