import { describe, expect, it } from 'vitest';
import { TOPICS, topicOf, type TopicName } from '@loa/protocol';
import { isRetained, mayPublish, maySubscribe } from './broker-access.ts';

const pole = { kind: 'pole', clusterId: 'c1' } as const;
const server = { kind: 'server' } as const;
const names = Object.keys(TOPICS) as TopicName[];

describe('the access list of the broker', () => {
  it.each(names)('lets a pole use its own %s in one direction only', (name) => {
    const isFromPole = TOPICS[name].direction === 'from-pole';
    expect(mayPublish(pole, topicOf('c1', name))).toBe(isFromPole);
    expect(maySubscribe(pole, topicOf('c1', name))).toBe(!isFromPole);
  });

  it.each(names)('keeps a pole from the %s of another', (name) => {
    expect(mayPublish(pole, topicOf('c2', name))).toBe(false);
    expect(maySubscribe(pole, topicOf('c2', name))).toBe(false);
  });

  it.each([
    '#',
    '+/v1/cluster/c1/desired',
    'loa/v1/cluster/+/desired',
    'loa/v1/cluster/c1/+',
    'loa/v1/cluster/c1/#',
    '$SYS/#',
    '',
  ])('keeps a pole from listening to %j', (filter) => {
    expect(maySubscribe(pole, filter)).toBe(false);
    expect(mayPublish(pole, filter)).toBe(false);
  });

  it('lets the server use everything', () => {
    expect(maySubscribe(server, 'loa/v1/cluster/+/presence')).toBe(true);
    expect(mayPublish(server, topicOf('c2', 'desired'))).toBe(true);
  });

  it('keeps the last message of lasting topics only', () => {
    expect(isRetained(topicOf('c1', 'presence'))).toBe(true);
    expect(isRetained(topicOf('c1', 'telemetry'))).toBe(false);
    expect(isRetained('anything/else')).toBe(false);
  });
});
