import { describe, expect, it } from 'vitest';
import { misfit, parseTopic, topicOf, TOPICS, type TopicName } from './topics.ts';

describe('topics', () => {
  it.each(Object.keys(TOPICS) as TopicName[])('%s is read back as it was written', (name) => {
    expect(parseTopic(topicOf('pole-1', name))).toEqual({ clusterId: 'pole-1', name });
  });

  it.each([
    'loa/v1/cluster/+/desired',
    'loa/v1/cluster/a/unknown',
    'loa/v2/cluster/a/plan',
    'a',
    '',
    'loa/v1/cluster/a/toString',
  ])('a stranger to the map is not parsed: %j', (topic) => {
    expect(parseTopic(topic)).toBeUndefined();
  });

  it('every message to a pole is signed by the server', () => {
    const unsigned = Object.entries(TOPICS).filter(
      ([, rule]) => rule.direction === 'to-pole' && rule.signedBy !== 'server',
    );
    expect(unsigned).toEqual([]);
  });

  it('a misfit names the field and what is wrong with it', () => {
    const desired = { volumePercent: 80, media: null, live: null };
    expect(misfit(TOPICS.desired.schema, desired)).toBeUndefined();
    expect(misfit(TOPICS.desired.schema, { ...desired, volumePercent: 101 })).toContain('volumePercent');
    expect(misfit(TOPICS.desired.schema, { ...desired, shell: 'rm' })).toBeDefined();
    expect(misfit(TOPICS.desired.schema, null)).toBeDefined();
  });
});
