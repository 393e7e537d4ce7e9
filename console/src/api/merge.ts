interface Named {
  id: string;
}

/** The list with `changed` in the place of what has the same id; new ones come last. Same list when nothing changed. */
export function mergeById<T extends Named>(list: readonly T[], changed: readonly T[]): T[] {
  if (changed.length === 0) return list as T[];
  const byId = new Map(changed.map((item) => [item.id, item]));
  const kept = list.map((item) => {
    const newer = byId.get(item.id);
    byId.delete(item.id);
    return newer ?? item;
  });
  return [...kept, ...byId.values()];
}

/** The list without those ids. */
export function without<T extends Named>(list: readonly T[], ids: readonly string[]): T[] {
  return ids.length === 0 ? (list as T[]) : list.filter(({ id }) => !ids.includes(id));
}
