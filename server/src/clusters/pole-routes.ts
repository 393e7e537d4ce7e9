import { Authority, Enrolment, EnrolRequest, LoaError, TimeAnswer, type Clock } from '@loa/protocol';
import type { Door } from '../links/https-door.ts';
import type { KeyRing } from '../links/key-ring.ts';
import { TryLimit } from '../links/try-limit.ts';
import type { ClusterKeeper } from './cluster-keeper.ts';
import type { Enroller } from './enroller.ts';
import type { PoleGate } from './pole-gate.ts';

export interface PoleParts {
  enroller: Pick<Enroller, 'enrol'>;
  keeper: Pick<ClusterKeeper, 'enrolled'>;
  gate: Pick<PoleGate, 'requirePole'>;
  keys: Pick<KeyRing, 'authority'>;
  clock: Clock;
}

/** Wrong codes from one address in a minute; right ones do not count, since many poles share an address. */
const WRONG_CODES = { most: 10, windowMs: 60_000 };

/** What poles ask over HTTPS. */
export function poleRoutes(app: Door, { enroller, keeper, gate, keys, clock }: PoleParts): void {
  const tags = ['poles'];
  const limit = new TryLimit(WRONG_CODES);
  let last: Promise<unknown> = Promise.resolve();

  app.get('/api/enrol/authority', { schema: { tags, response: { 200: Authority } } }, async () => ({
    certificatePem: keys.authority.certificatePem,
  }));

  app.post(
    '/api/enrol',
    { schema: { tags, body: EnrolRequest, response: { 200: Enrolment } } },
    async (request) => {
      // One after the other: a burst of guesses would pass the limit before the first of them is counted.
      const mine = last.then(() => enrol(request.body, request.ip));
      last = mine.catch(() => undefined);
      return mine;
    },
  );

  async function enrol(asked: EnrolRequest, address: string): Promise<Enrolment> {
    if (limit.isUsedUp(address, clock.mono())) throw new LoaError('access.too-many-tries');
    try {
      const enrolment = await enroller.enrol(asked);
      await keeper.enrolled(enrolment.clusterId);
      return enrolment;
    } catch (error) {
      const isWrong = error instanceof LoaError && error.code === 'enrol.code-wrong';
      if (isWrong) limit.take(address, clock.mono());
      throw error;
    }
  }

  app.post('/api/pole/time', { schema: { tags, response: { 200: TimeAnswer } } }, async (request) => {
    const receivedAt = clock.now();
    await gate.requirePole(request);
    return { receivedAt, sentAt: clock.now() };
  });
}
