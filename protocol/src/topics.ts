import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Desired, Plan, PlaylogEntry, Presence, Reported, Telemetry } from './messages.ts';

/** One kind of message: where it travels, how, and what it holds. */
export interface TopicRule {
  direction: 'to-pole' | 'from-pole';
  retained: boolean;
  qos: 0 | 1;
  /** Who signs it; `null` for what the broker's access list alone vouches for. */
  signedBy: 'server' | 'pole' | null;
  schema: TSchema;
}

/** The one map from topic to schema, delivery and signature. Topics are `loa/v1/cluster/<id>/<name>`. */
export const TOPICS = {
  desired: { direction: 'to-pole', retained: true, qos: 1, signedBy: 'server', schema: Desired },
  plan: { direction: 'to-pole', retained: true, qos: 1, signedBy: 'server', schema: Plan },
  presence: { direction: 'from-pole', retained: true, qos: 1, signedBy: null, schema: Presence },
  reported: { direction: 'from-pole', retained: true, qos: 1, signedBy: null, schema: Reported },
  telemetry: { direction: 'from-pole', retained: false, qos: 0, signedBy: null, schema: Telemetry },
  playlog: { direction: 'from-pole', retained: false, qos: 1, signedBy: 'pole', schema: PlaylogEntry },
} as const satisfies Record<string, TopicRule>;

export type TopicName = keyof typeof TOPICS;

const PREFIX = 'loa/v1/cluster';
const checks = new Map<TSchema, ReturnType<typeof Compile>>();

/** `+` as the cluster's id subscribes to all clusters. */
export function topicOf(clusterId: string, name: TopicName): string {
  return `${PREFIX}/${clusterId}/${name}`;
}

export function parseTopic(topic: string): { clusterId: string; name: TopicName } | undefined {
  const match = /^loa\/v1\/cluster\/([a-z0-9][a-z0-9-]{0,63})\/([a-z]+)$/.exec(topic);
  const [, clusterId, name] = match ?? [];
  return clusterId !== undefined && name !== undefined && Object.hasOwn(TOPICS, name)
    ? { clusterId, name: name as TopicName }
    : undefined;
}

/** Why `value` does not fit the schema, or undefined when it does. Not for browsers: it compiles code. */
export function misfit(schema: TSchema, value: unknown): string | undefined {
  let check = checks.get(schema);
  if (check === undefined) {
    check = Compile(schema);
    checks.set(schema, check);
  }
  if (check.Check(value)) return undefined;
  const [first] = check.Errors(value);
  return `${first?.instancePath ?? ''} ${first?.message ?? 'does not fit'}`.trim();
}

/** The audience of messages to one pole. */
export function audienceOf(clusterId: string): string {
  return `cluster:${clusterId}`;
}
export const SERVER_AUDIENCE = 'server';
