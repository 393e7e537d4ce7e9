import { useEffect, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react';
import styles from './hold-button.module.css';

/** Long enough not to happen by a slip, short enough for an emergency. */
export const HOLD_MS = 1_000;

interface HoldButtonProps {
  /** Whether it must be held; otherwise a plain press does. */
  mustHold: boolean;
  tone: 'accent' | 'alarm';
  disabled?: boolean;
  icon?: ReactNode;
  children: ReactNode;
  onDone: () => void;
  /** Told when it was let go too early. */
  onTooShort?: () => void;
  'data-testid'?: string;
}

/**
 * A button for what cannot be taken back. Held by finger, mouse, Enter or space, it fills up and then acts; let go
 * before, it does nothing.
 */
export function HoldButton({
  mustHold,
  tone,
  disabled = false,
  icon,
  children,
  onDone,
  onTooShort,
  ...rest
}: HoldButtonProps) {
  const [isHeld, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const begin = () => {
    if (!mustHold || disabled || timer.current !== undefined) return;
    setHeld(true);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setHeld(false);
      onDone();
    }, HOLD_MS);
  };
  const letGo = (isTooShort: boolean) => {
    if (timer.current === undefined) return;
    clearTimeout(timer.current);
    timer.current = undefined;
    setHeld(false);
    if (isTooShort) onTooShort?.();
  };
  const isPressKey = (event: KeyboardEvent) => event.key === 'Enter' || event.key === ' ';

  return (
    <button
      {...rest}
      data-hold={mustHold}
      type="button"
      disabled={disabled}
      className={`${styles.button} ${tone === 'alarm' ? styles.alarm : ''} ${isHeld ? styles.held : ''}`}
      style={{ '--hold': `${HOLD_MS}ms` } as CSSProperties}
      onPointerDown={begin}
      onPointerUp={() => letGo(true)}
      onPointerLeave={() => letGo(false)}
      onPointerCancel={() => letGo(false)}
      onBlur={() => letGo(false)}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (mustHold && isPressKey(event)) {
          event.preventDefault();
          if (!event.repeat) begin();
        }
      }}
      onKeyUp={(event) => isPressKey(event) && letGo(true)}
      onClick={() => !mustHold && onDone()}
    >
      <span className={styles.fill} aria-hidden />
      <span className={styles.label}>
        {icon}
        {children}
      </span>
    </button>
  );
}
