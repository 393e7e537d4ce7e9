import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '@loa/protocol';
import { BrokerLink } from './broker-link.ts';
import { FakeBroker } from './fake-broker.ts';

let broker: FakeBroker;
let link: BrokerLink;
let states: boolean[];

beforeEach(async () => {
  broker = await FakeBroker.open();
  states = [];
  link = new BrokerLink({
    identity: {
      clusterId: 'c1',
      brokerUrl: broker.url,
      // Nobody is there: the other way is always refused.
      serverUrl: 'https://127.0.0.1:9',
      ...{ certificatePem: '', privateKeyPem: '', authorityPem: '' },
    },
    authorization: async () => 'Bearer none',
    will: () => ({ online: false, bootId: 'boot', at: 0, agentVersion: '1' }),
    onMessage: () => undefined,
    onState: (isConnected) => states.push(isConnected),
  });
});
afterEach(async () => {
  await link.close();
  await broker.die();
});

const connected = () => eventually(() => (link.isConnected ? undefined : 'not connected'));
const apart = () => eventually(() => (link.isConnected ? 'still connected' : undefined));

it('finds a broker that was killed and started again, by the same way', async () => {
  link.start();
  await connected();
  await broker.die();
  await apart();
  await broker.rise();
  await connected();
  expect(states).toEqual([true, false, true]);
  expect(link.way).toBe('tls');
});

it('tells once that nobody is there', async () => {
  await broker.die();
  link.start();
  await eventually(() => (states.length > 0 ? undefined : 'nothing told'));
  await broker.rise();
  await connected();
  expect(states).toEqual([false, true]);
});

it('a line that answers is left alone', async () => {
  link.start();
  await connected();
  await Promise.all([link.probe(), link.probe()]);
  expect(link.isConnected).toBe(true);
  expect(broker.connections).toBe(1);
});

it('a line that swallows everything is dropped, and another is there at once', async () => {
  link.start();
  await connected();
  broker.fallMute();
  await link.probe();
  await connected();
  expect(states).toEqual([true, false, true]);
});

it('nobody waits for an acknowledgement on a line that broke', async () => {
  link.start();
  await connected();
  broker.fallMute();
  const [said] = await Promise.allSettled([link.publish('playlog', 'x'), broker.die()]);
  expect(said).toMatchObject({ status: 'rejected' });
});

it('takes a message that the broker acknowledges', async () => {
  link.start();
  await connected();
  await expect(link.publish('playlog', 'x')).resolves.toBeUndefined();
});

it('does not wait long to say goodbye on a line that swallows everything', async () => {
  link.start();
  await connected();
  broker.fallMute();
  await link.close({ online: false, bootId: 'boot', at: 0, agentVersion: '1' });
  expect(link.isConnected).toBe(false);
});

it('comes back no more after it was closed', async () => {
  link.start();
  await connected();
  await link.close({ online: false, bootId: 'boot', at: 0, agentVersion: '1' });
  await link.close();
  await link.probe();
  expect(link.isConnected).toBe(false);
  expect(broker.connections).toBe(1);
});
