import type { Area } from '@loa/protocol';

/** The areas as a tree of free depth. Unknown ids have an empty path and nothing below. */
export interface AreaTree {
  find(id: string): Area | undefined;
  /** The area itself and all its ancestors, itself first. */
  path(id: string): string[];
  /** The area itself and everything below it, parents before children. */
  below(id: string): string[];
}

export function build(areas: readonly Area[]): AreaTree {
  const byId = new Map(areas.map((area) => [area.id, area]));
  const children = new Map<string, string[]>();
  for (const { id, parentId } of areas) {
    if (parentId !== null) children.set(parentId, [...(children.get(parentId) ?? []), id]);
  }
  return {
    find: (id) => byId.get(id),
    path: (id) => pathOf(byId, id),
    below: (id) => (byId.has(id) ? belowOf(children, id) : []),
  };
}

/** A circle, which no route lets in, ends where it closes. */
function pathOf(byId: ReadonlyMap<string, Area>, id: string): string[] {
  const path: string[] = [];
  let area = byId.get(id);
  while (area !== undefined && !path.includes(area.id)) {
    path.push(area.id);
    area = area.parentId === null ? undefined : byId.get(area.parentId);
  }
  return path;
}

function belowOf(children: ReadonlyMap<string, readonly string[]>, id: string): string[] {
  const found = new Set([id]);
  for (const each of found) {
    for (const child of children.get(each) ?? []) found.add(child);
  }
  return [...found];
}
