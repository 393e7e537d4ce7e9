import type { AuditEntry } from '@loa/protocol';
import { vi } from '../../words/vi.ts';

type Deeds = typeof vi.audit.deeds;
/** An action of the record that has a sentence of its own: `cluster.revoke`. */
export type DeedKey = { [K in keyof Deeds]: `${K}.${keyof Deeds[K] & string}` }[keyof Deeds];

/** The sentence's key for an action of the record; undefined for actions that have none. */
export function deedOf(action: string): DeedKey | undefined {
  const [thing = '', deed = ''] = action.split('.');
  const deeds: Record<string, Record<string, string>> = vi.audit.deeds;
  return deeds[thing]?.[deed] === undefined ? undefined : (action as DeedKey);
}

/**
 * What an entry was done to, as people call it: the name it has now, else the name that stands in the entry, else
 * its id.
 */
export function subjectOf(entry: AuditEntry, names: ReadonlyMap<string, string>): string {
  const known = names.get(entry.subject);
  if (known !== undefined) return `“${known}”`;
  const { name, title, username } = entry.details;
  const noted = [name, title, username].find((text) => typeof text === 'string' && text !== '');
  return typeof noted === 'string' ? `“${noted}”` : entry.subject;
}
