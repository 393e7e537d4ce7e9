import { decimal } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import styles from './receiver.module.css';
import type { ChainLink, LinkFact } from './receiver-chain.ts';

/** A strand of missing packets is as wide as the way at this share, or beyond. */
const WIDEST_SHARE = 0.3;

interface LinksProps {
  links: ChainLink[];
  /** Packets that were due so far. */
  due: number;
}

/** The links one beneath the other, and between them what still flows and what is still missing. */
export function ReceiverLinks({ links, due }: LinksProps) {
  const { t } = useWords();
  return (
    <div>
      <h3 className={styles.heading}>{t('receiver.chain')}</h3>
      <ol className={styles.chain}>
        {links.map((link) => (
          <LinkRow key={link.name} link={link} share={(link.missing ?? 0) / Math.max(1, due)} />
        ))}
      </ol>
    </div>
  );
}

function LinkRow({ link, share }: { link: ChainLink; share: number }) {
  const { t } = useWords();
  const { name, state, facts, missing } = link;
  const mark = name === 'guess' && state === 'loses' ? 'receiver.guessing' : null;
  return (
    <li className={`${styles.link} ${styles[state]}`} data-testid={`receiver-${name}`} data-state={state}>
      <Rail share={share} />
      <div className={styles.body}>
        <div className={styles.name}>
          <strong>{t(`receiver.links.${name}`)}</strong>
          {state !== 'calm' && <span className={styles.mark}>{t(mark ?? `receiver.states.${state}`)}</span>}
        </div>
        {facts.length > 0 && (
          <dl className={styles.facts}>
            {facts.map((fact) => (
              <Fact key={fact.name} fact={fact} />
            ))}
          </dl>
        )}
        {missing !== null && isTold(link) && <Missing count={missing} />}
      </div>
    </li>
  );
}

/** What is left over is of interest where packets were lost and where some were brought back. */
function isTold({ name, state }: ChainLink): boolean {
  return state === 'mends' || (name === 'packets' && state === 'loses');
}

// The root tells small losses from none: a strand must be seen to be worth drawing.
function Rail({ share }: { share: number }) {
  const width = share > 0 ? Math.max(0.25, Math.min(1, Math.sqrt(share / WIDEST_SHARE))) : 0;
  return (
    <span className={styles.rail} aria-hidden>
      <span className={styles.node} />
      <span className={styles.way}>
        <span className={styles.gone} style={{ width: `${Math.round(width * 85)}%` }} />
      </span>
    </span>
  );
}

function Fact({ fact: { name, value, unit } }: { fact: LinkFact }) {
  const { t, language } = useWords();
  const shown =
    value === null
      ? t('shell.unknown')
      : t(`receiver.units.${unit}`, { value: decimal(value, language, digitsOf(value, unit)) });
  return (
    <div>
      <dt>{t(`receiver.facts.${name}`)}</dt>
      <dd>{shown}</dd>
    </div>
  );
}

// A tenth of a millisecond matters beside one, not beside hundreds.
function digitsOf(value: number, unit: LinkFact['unit']): number {
  const isMeasured = unit === 'ms' || unit === 'ppm';
  return isMeasured && Math.abs(value) < 100 ? 1 : 0;
}

function Missing({ count }: { count: number }) {
  const { t, language } = useWords();
  const text =
    count === 0
      ? t('receiver.noneMissing')
      : t('receiver.missing', { count, packets: decimal(count, language, 0) });
  return (
    <span className={styles.missing}>
      <span aria-hidden>→ </span>
      {text}
    </span>
  );
}
