import type { Ability } from '../../api/session-queries.ts';

export interface Place {
  to: string;
  name: 'home' | 'schedule' | 'library' | 'clusters' | 'areas' | 'accounts' | 'audit';
  /** Who has something to do there; undefined for everybody. */
  ability?: Ability;
}

/** Every screen that the menu leads to, in its order. */
export const PLACES: readonly Place[] = [
  { to: '/', name: 'home' },
  { to: '/schedule', name: 'schedule' },
  { to: '/library', name: 'library', ability: 'media' },
  { to: '/clusters', name: 'clusters' },
  { to: '/areas', name: 'areas', ability: 'clusters' },
  { to: '/accounts', name: 'accounts', ability: 'accounts' },
  { to: '/audit', name: 'audit', ability: 'audit' },
];
