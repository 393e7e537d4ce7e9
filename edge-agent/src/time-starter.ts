import { createPrivateKey, type KeyObject } from 'node:crypto';
import { LoaError, systemClock } from '@loa/protocol';
import type { Logger } from 'pino';
import type { ClosingStack } from './closing-stack.ts';
import type { AgentConfig } from './config.ts';
import { systemTime } from './health/system-time-link.ts';
import { TimeKeeper } from './health/time-keeper.ts';
import { TimeStore } from './health/time-store.ts';
import { WallClock } from './health/wall-clock.ts';
import { identityFile, readIdentity, type Identity } from './link/identity-store.ts';
import { PoleToken } from './link/pole-token.ts';
import { ServerClient } from './link/server-client.ts';

/** Who this pole is, the server it belongs to, and the time there. */
export interface Time {
  identity: Identity;
  privateKey: KeyObject;
  server: ServerClient;
  wallClock: WallClock;
  time: TimeKeeper;
}

export interface TimeStart {
  config: AgentConfig;
  log: Logger;
  closers: ClosingStack;
  isLive: () => boolean;
  isDue: () => boolean;
  /** The clock has become known, or unknown. */
  onKnown: (isKnown: boolean) => void;
}

/** Begins to keep the server's time. Throws `config.invalid` when the pole is not enrolled. */
export async function startTime({ config, log, closers, isLive, isDue, onKnown }: TimeStart): Promise<Time> {
  const identity = await requireIdentity(config.dataFolder);
  const privateKey = createPrivateKey(identity.privateKeyPem);
  const wallClock = new WallClock(systemClock.now(), systemClock.mono());
  const server = new ServerClient({
    serverUrl: identity.serverUrl,
    authorityPem: identity.authorityPem,
    token: new PoleToken(identity.clusterId, privateKey),
    clock: systemClock,
    wallNow: () => wallClock.at(systemClock.mono()),
  });
  closers.push(() => server.close());
  const store = new TimeStore(config.dataFolder);
  const time = new TimeKeeper(
    {
      ...{ wallClock, store, exchange: () => server.exchangeTime(), clock: systemClock, log },
      ...(config.systemClock === 'ask' ? { systemTime } : {}),
    },
    { notBefore: identity.enrolledAt, isLive, isDue, onKnown },
  );
  closers.push(() => time.close());
  await time.start();
  return { identity, privateKey, server, wallClock, time };
}

async function requireIdentity(dataFolder: string): Promise<Identity> {
  const identity = await readIdentity(dataFolder);
  if (identity !== undefined) return identity;
  const file = identityFile(dataFolder);
  throw new LoaError('config.invalid', {
    file,
    reason: 'this pole is not enrolled; run: loa-agent enrol URL CODE',
  });
}
