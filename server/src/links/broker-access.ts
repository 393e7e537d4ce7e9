import { TOPICS, parseTopic, type TopicRule } from '@loa/protocol';

/** Who is at the other end of a broker connection, by the certificate it showed. */
export type Party = { kind: 'server' } | { kind: 'pole'; clusterId: string };

/** A pole speaks only in its own name, and only on the topics that poles speak on. */
export function mayPublish(party: Party, topic: string): boolean {
  return party.kind === 'server' || ruleFor(party.clusterId, topic)?.direction === 'from-pole';
}

/** A pole hears only what is meant for itself; wildcards are for the server. */
export function maySubscribe(party: Party, filter: string): boolean {
  return party.kind === 'server' || ruleFor(party.clusterId, filter)?.direction === 'to-pole';
}

/** Whether the broker keeps the last message of this topic for those who come later. */
export function isRetained(topic: string): boolean {
  const parsed = parseTopic(topic);
  return parsed !== undefined && TOPICS[parsed.name].retained;
}

function ruleFor(clusterId: string, topic: string): TopicRule | undefined {
  const parsed = parseTopic(topic);
  return parsed?.clusterId === clusterId ? TOPICS[parsed.name] : undefined;
}
