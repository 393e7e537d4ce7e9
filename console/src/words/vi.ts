import { access } from './vi/access.ts';
import { clusters } from './vi/clusters.ts';
import { failures } from './vi/failures.ts';
import { home } from './vi/home.ts';
import { library, schedule } from './vi/library.ts';
import { live, targets } from './vi/live.ts';
import { accounts, areas, audit } from './vi/people.ts';
import { problems } from './vi/problems.ts';
import { receiver } from './vi/receiver.ts';
import { ages, days, shell, spans, terms, trouble } from './vi/shell.ts';

/** Every text of the screens, in Vietnamese. English must have the same keys. */
export const vi = {
  ...{ shell, ages, spans, days, terms, trouble, failures, problems },
  ...{ access, home, live, targets, library, schedule, clusters, receiver, areas, accounts, audit },
};
