import { useQuery } from '@tanstack/react-query';
import type { Account } from '@loa/protocol';
import { can, sessionQuery } from '../../api/session-queries.ts';
import type { Ability } from '../../api/session-queries.ts';
import { PLACES } from './places.ts';
import type { Place } from './places.ts';

/** Who is signed in. Only for what stands below the shell, which shows nothing before somebody is. */
export function useAccount(): Account {
  const { data } = useQuery(sessionQuery());
  if (data === undefined || data.account === null) throw new Error('nobody is signed in');
  return data.account;
}

export function useCan(): (ability: Ability) => boolean {
  const account = useAccount();
  return (ability) => can(account, ability);
}

/** The screens on which this person has something to do. */
export function usePlaces(): Place[] {
  const may = useCan();
  return PLACES.filter(({ ability }) => ability === undefined || may(ability));
}
