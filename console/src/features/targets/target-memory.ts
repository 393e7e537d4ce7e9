import type { Targets } from '@loa/protocol';
import { NOWHERE } from './target-choice.ts';

const REMEMBERED = 'loa.targets';

/** The choice that was last aired from this device, or the one that the address names (`?targets=area,area`). */
export function firstTargets(search: URLSearchParams): Targets {
  const named = search.get('targets');
  if (named !== null) return { ...NOWHERE, areaIds: named.split(',').filter((id) => id !== '') };
  return remembered();
}

export function rememberTargets(targets: Targets): void {
  localStorage.setItem(REMEMBERED, JSON.stringify(targets));
}

function remembered(): Targets {
  const text = localStorage.getItem(REMEMBERED);
  if (text === null) return NOWHERE;
  try {
    return { ...NOWHERE, ...(JSON.parse(text) as Partial<Targets>) };
  } catch (error) {
    console.warn('remembered targets are unreadable', error);
    return NOWHERE;
  }
}
