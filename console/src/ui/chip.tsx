import type { ReactNode } from 'react';
import styles from './chip.module.css';

export type Tone = 'quiet' | 'accent' | 'solid' | 'warn' | 'alarm';

/** A short state; its words carry the meaning, its colour only repeats them. */
export function Chip({
  tone = 'quiet',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span className={`${styles.chip} ${styles[tone] ?? ''}`}>
      {icon}
      {children}
    </span>
  );
}
