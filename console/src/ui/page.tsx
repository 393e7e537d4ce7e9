import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { IconChevronLeft } from '@tabler/icons-react';
import styles from './page.module.css';

interface PageProps {
  title: string;
  lead?: ReactNode;
  back?: { to: string; label: string };
  action?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}

/** The frame of a screen: where one is, how to go back, what can be done here. */
export function Page({ title, lead, back, action, narrow = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Loa`;
  }, [title]);
  return (
    <div className={`${styles.page} ${narrow ? styles.narrow : ''}`}>
      <header>
        {back !== undefined && (
          <Link to={back.to} className={styles.back}>
            <IconChevronLeft size={22} aria-hidden />
            {back.label}
          </Link>
        )}
        <div className={styles.head}>
          <h1>{title}</h1>
          {action}
        </div>
        {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      </header>
      {children}
    </div>
  );
}

/** What stands where nothing is yet: why, and what to do about it. */
export function Empty({
  icon,
  title,
  children,
}: {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      {icon}
      <strong>{title}</strong>
      {children}
    </div>
  );
}
