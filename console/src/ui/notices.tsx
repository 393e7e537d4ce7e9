import { createContext, useCallback, useContext, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import styles from './notices.module.css';

interface Notice {
  id: number;
  text: string;
  undo?: { label: string; act: () => void };
}

interface Notices {
  /** Says something for a few seconds. */
  say: (text: string) => void;
  /** Offers to take `act` back for some seconds; it happens only when nobody did. */
  sayWithUndo: (text: string, undoLabel: string, act: () => void, undone: () => void) => void;
}

export const UNDO_MS = 6_000;
const SAY_MS = 4_000;

const NoticesContext = createContext<Notices>({ say: () => undefined, sayWithUndo: () => undefined });

export const useNotices = (): Notices => useContext(NoticesContext);

/** Short messages at the foot of the screen, also for what can be undone. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const nextId = useRef(1);

  const show = useCallback((notice: Omit<Notice, 'id'>, forMs: number, onEnd?: () => void) => {
    const id = nextId.current++;
    const end = () => setNotices((all) => all.filter((other) => other.id !== id));
    const timer = setTimeout(() => {
      end();
      onEnd?.();
    }, forMs);
    const stop = () => {
      clearTimeout(timer);
      end();
    };
    const undo = notice.undo && { label: notice.undo.label, act: () => (stop(), notice.undo?.act()) };
    setNotices((all) => [...all, { id, text: notice.text, ...(undo ? { undo } : {}) }]);
  }, []);

  const value = useMemo<Notices>(
    () => ({
      say: (text) => show({ text }, SAY_MS),
      sayWithUndo: (text, label, act, undone) => show({ text, undo: { label, act: undone } }, UNDO_MS, act),
    }),
    [show],
  );
  return (
    <NoticesContext.Provider value={value}>
      {children}
      <div className={styles.list} role="status">
        {notices.map(({ id, text, undo }) => (
          <div key={id} className={styles.notice}>
            <span className={styles.text}>{text}</span>
            {undo && (
              <button type="button" onClick={undo.act}>
                {undo.label}
              </button>
            )}
          </div>
        ))}
      </div>
    </NoticesContext.Provider>
  );
}
