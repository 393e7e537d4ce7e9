import type { ReactNode } from 'react';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import styles from './note.module.css';

interface NoteProps {
  tone?: 'info' | 'warn' | 'alarm';
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}

/** A sentence that people should read before they go on. Warnings are read out as they appear. */
export function Note({ tone = 'info', title, children, action }: NoteProps) {
  const Icon = tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={`${styles.note} ${styles[tone] ?? ''}`} role={tone === 'info' ? undefined : 'alert'}>
      <Icon size={24} aria-hidden />
      <div className={styles.body}>
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && <div>{children}</div>}
        {action !== undefined && <div className="row">{action}</div>}
      </div>
    </div>
  );
}
