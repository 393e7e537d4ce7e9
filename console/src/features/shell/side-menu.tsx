import { Link, NavLink } from 'react-router';
import { useWords } from '../../words/words.ts';
import { PlaceIcon } from './place-icon.tsx';
import styles from './shell.module.css';
import { useAccount, usePlaces } from './use-account.ts';

/** The way around on wide screens. */
export function SideMenu() {
  const { t } = useWords();
  const account = useAccount();
  const places = usePlaces();
  return (
    <header className={styles.side}>
      <Link to="/" className={styles.brand}>
        <img src="/loa.svg" alt="" />
        <span>
          <strong>{t('shell.product')}</strong>
          <span className="soft">{t('shell.station')}</span>
        </span>
      </Link>
      <nav className={styles.nav} aria-label={t('shell.mainMenu')}>
        {places.map(({ to, name }) => (
          <NavLink key={name} to={to} end={to === '/'} className={styles.navItem ?? ''}>
            <PlaceIcon name={name} />
            {t(`shell.${name}`)}
          </NavLink>
        ))}
      </nav>
      <div className={styles.person}>
        <strong>{account.displayName}</strong>
        <span className="soft">{t(`terms.roles.${account.role}`)}</span>
        <NavLink to="/menu" className={styles.navItem ?? ''} style={{ marginLeft: '-0.75rem' }}>
          {t('shell.settings')}
        </NavLink>
      </div>
    </header>
  );
}
