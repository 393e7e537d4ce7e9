import { IconAlertTriangle, IconHome, IconMenu2, IconMicrophone } from '@tabler/icons-react';
import { NavLink } from 'react-router';
import { useWords } from '../../words/words.ts';
import styles from './shell.module.css';
import { useCan } from './use-account.ts';

/** The two actions, always in reach: at the top of wide screens. */
export function TopBar() {
  const { t } = useWords();
  const can = useCan();
  if (!can('broadcast')) return null;
  return (
    <div className={styles.top}>
      <NavLink to="/live" className={`${styles.topAction} ${styles.live}`}>
        <IconMicrophone size={22} aria-hidden />
        {t('shell.live')}
      </NavLink>
      <NavLink to="/emergency" className={`${styles.topAction} ${styles.emergency}`}>
        <IconAlertTriangle size={22} aria-hidden />
        {t('shell.emergency')}
      </NavLink>
    </div>
  );
}

/** The two actions under the thumb on phones, with the way home and to everything else. */
export function BottomBar() {
  const { t } = useWords();
  const can = useCan();
  return (
    <nav className={styles.bar} aria-label={t('shell.mainMenu')}>
      <NavLink to="/" end className={styles.barItem ?? ''}>
        <IconHome size={24} aria-hidden />
        {t('shell.home')}
      </NavLink>
      {can('broadcast') && (
        <>
          <NavLink to="/live" className={`${styles.barItem} ${styles.live}`}>
            <IconMicrophone size={24} aria-hidden />
            {t('shell.live')}
          </NavLink>
          <NavLink to="/emergency" className={`${styles.barItem} ${styles.emergency}`}>
            <IconAlertTriangle size={24} aria-hidden />
            {t('shell.emergency')}
          </NavLink>
        </>
      )}
      <NavLink to="/menu" className={styles.barItem ?? ''}>
        <IconMenu2 size={24} aria-hidden />
        {t('shell.menu')}
      </NavLink>
    </nav>
  );
}
