import styles from './waiting.module.css';

/** Says that something is on its way. */
export function Waiting({ label }: { label: string }) {
  return (
    <div className={styles.waiting} role="status">
      <span className={styles.ring} aria-hidden />
      {label}
    </div>
  );
}
