import {
  IconAlertTriangle,
  IconBuildingBroadcastTower,
  IconCalendarEvent,
  IconHome,
  IconMenu2,
  IconMicrophone,
} from '@tabler/icons-react';
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
    <section className={styles.top} aria-label={t('shell.actions')}>
      <NavLink to="/live" className={`${styles.topAction} ${styles.live}`}>
        <IconMicrophone size={22} aria-hidden />
        {t('shell.live')}
      </NavLink>
      <NavLink to="/emergency" className={`${styles.topAction} ${styles.emergency}`}>
        <IconAlertTriangle size={22} aria-hidden />
        {t('shell.emergency')}
      </NavLink>
    </section>
  );
}

/**
 * Under the thumb on phones: the two actions, the way home and to everything else. Who does not broadcast finds the
 * poles and the schedule there instead.
 */
export function BottomBar() {
  const { t } = useWords();
  const can = useCan();
  const mayBroadcast = can('broadcast');
  return (
    <nav className={`${styles.bar} ${mayBroadcast ? '' : styles.barEven}`} aria-label={t('shell.mainMenu')}>
      <BarLink to="/" Icon={IconHome} label={t('shell.home')} />
      {mayBroadcast ? (
        <>
          <BarLink to="/live" Icon={IconMicrophone} label={t('shell.live')} look={styles.live} />
          <BarLink
            to="/emergency"
            Icon={IconAlertTriangle}
            label={t('shell.emergency')}
            look={styles.emergency}
          />
        </>
      ) : (
        <>
          <BarLink to="/clusters" Icon={IconBuildingBroadcastTower} label={t('shell.clusters')} />
          <BarLink to="/schedule" Icon={IconCalendarEvent} label={t('shell.schedule')} />
        </>
      )}
      <BarLink to="/menu" Icon={IconMenu2} label={t('shell.menu')} />
    </nav>
  );
}

interface BarLinkProps {
  to: string;
  Icon: typeof IconHome;
  label: string;
  look?: string | undefined;
}

function BarLink({ to, Icon, label, look = '' }: BarLinkProps) {
  return (
    <NavLink to={to} end={to === '/'} className={`${styles.barItem} ${look}`}>
      <Icon size={24} aria-hidden />
      {label}
    </NavLink>
  );
}
