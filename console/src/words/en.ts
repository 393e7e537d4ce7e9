import { access } from './en/access.ts';
import { clusters } from './en/clusters.ts';
import { failures } from './en/failures.ts';
import { home } from './en/home.ts';
import { library, schedule } from './en/library.ts';
import { live, targets } from './en/live.ts';
import { accounts, areas, audit } from './en/people.ts';
import { problems } from './en/problems.ts';
import { receiver } from './en/receiver.ts';
import { ages, days, shell, spans, terms, trouble } from './en/shell.ts';

/** Every text of the screens, in English; `_one` stands beside a key where English has a singular. */
export const en = {
  ...{ shell, ages, spans, days, terms, trouble, failures, problems },
  ...{ access, home, live, targets, library, schedule, clusters, receiver, areas, accounts, audit },
};
