import type { ReactNode } from 'react';
import styles from './card.module.css';

interface CardProps {
  title?: ReactNode;
  icon?: ReactNode;
  /** What can be done with all of it, at the right of the title. */
  action?: ReactNode;
  tone?: 'plain' | 'warn';
  children: ReactNode;
}

/** A sheet that holds what belongs together. */
export function Card({ title, icon, action, tone = 'plain', children }: CardProps) {
  return (
    <section className={`${styles.card} ${tone === 'warn' ? styles.warn : ''}`}>
      {title !== undefined && (
        <div className={styles.head}>
          <h2 className={styles.title}>
            {icon}
            {title}
          </h2>
          {action}
        </div>
      )}
      {children}
    </section>
  );
}
