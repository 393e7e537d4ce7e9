import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Card } from '../../ui/card.tsx';
import { useWords } from '../../words/words.ts';
import { LanguageSwitch } from '../shell/preferences.tsx';
import styles from './access.module.css';

/** The frame of the screens before anybody is signed in. */
export function AccessFrame({
  title,
  foot,
  children,
}: {
  title: string;
  foot?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useWords();
  useEffect(() => {
    document.title = `${title} · Loa`;
  }, [title]);
  return (
    <main className={styles.screen}>
      <div className={styles.box}>
        <div className={styles.brand}>
          <img src="/loa.svg" alt="" />
          <div>
            <strong>{t('shell.product')}</strong>
            <span className="soft">{t('access.lead')}</span>
          </div>
        </div>
        <Card>
          <div className="stack">
            <h1>{title}</h1>
            {children}
          </div>
        </Card>
        {foot}
        <div className={styles.foot}>
          <LanguageSwitch />
        </div>
      </div>
    </main>
  );
}
