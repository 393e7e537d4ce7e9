import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { IconChevronRight } from '@tabler/icons-react';
import styles from './list.module.css';

export function List({ children }: { children: ReactNode }) {
  return <ul className={styles.list}>{children}</ul>;
}

interface ListItemProps {
  lead?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  side?: ReactNode;
  /** Where a tap leads; the whole line is the link. */
  to?: string;
}

/** One line of a list: what it is, one sentence about it, its state. */
export function ListItem({ lead, title, detail, side, to }: ListItemProps) {
  const content = (
    <>
      {lead !== undefined && <span className={styles.lead}>{lead}</span>}
      <span className={styles.main}>
        <strong>{title}</strong>
        {detail !== undefined && <span className="soft">{detail}</span>}
      </span>
      {side !== undefined && <span className={styles.side}>{side}</span>}
      {to !== undefined && <IconChevronRight className={styles.chevron} size={22} aria-hidden />}
    </>
  );
  return (
    <li>
      {to === undefined ? (
        <div className={styles.item}>{content}</div>
      ) : (
        <Link className={styles.item} to={to}>
          {content}
        </Link>
      )}
    </li>
  );
}

/** Names and values side by side. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
