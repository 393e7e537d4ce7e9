import type { Area } from '@loa/protocol';

export interface AreaNode {
  area: Area;
  /** 0 for the topmost areas that this account may see. */
  depth: number;
  /** Null also where the parent exists but may not be seen. */
  parentId: string | null;
  childIds: string[];
}

/** Areas as a tree; Map order is the order of reading, each area before what lies in it. */
export type AreaTree = ReadonlyMap<string, AreaNode>;

/** Builds the tree from the flat list; brothers are sorted by name as the Vietnamese alphabet has it. */
export function buildAreaTree(areas: readonly Area[]): AreaTree {
  const known = new Set(areas.map(({ id }) => id));
  const parentOf = (area: Area) =>
    area.parentId !== null && known.has(area.parentId) ? area.parentId : null;
  const tree = new Map<string, AreaNode>();
  const visit = (parentId: string | null, depth: number): string[] => {
    const children = areas.filter((area) => parentOf(area) === parentId);
    children.sort((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true }));
    for (const area of children) {
      const node: AreaNode = { area, depth, parentId, childIds: [] };
      tree.set(area.id, node);
      node.childIds = visit(area.id, depth + 1);
    }
    return children.map(({ id }) => id);
  };
  visit(null, 0);
  return tree;
}

/**
 * The areas that an account acts on: its own and all below. Those above are known by name only; null acts on all.
 */
export function ownAreas(areas: readonly Area[], ownId: string | null): Area[] {
  if (ownId === null) return [...areas];
  const own = new Set(belowOf(buildAreaTree(areas), ownId));
  return areas.filter(({ id }) => own.has(id));
}

/** The area and everything above it, nearest first. */
export function pathOf(tree: AreaTree, areaId: string): string[] {
  const node = tree.get(areaId);
  if (node === undefined) return [];
  return [areaId, ...(node.parentId === null ? [] : pathOf(tree, node.parentId))];
}

/** The area and everything below it. */
export function belowOf(tree: AreaTree, areaId: string): string[] {
  const node = tree.get(areaId);
  return node === undefined ? [] : [areaId, ...node.childIds.flatMap((id) => belowOf(tree, id))];
}

/** The topmost areas. */
export function rootsOf(tree: AreaTree): string[] {
  return [...tree.values()].filter(({ parentId }) => parentId === null).map(({ area }) => area.id);
}

/** Options of a select: every area, indented by its depth. */
export function areaOptions(tree: AreaTree): { value: string; label: string }[] {
  return [...tree.values()].map(({ area, depth }) => ({
    value: area.id,
    label: `${'\u2003'.repeat(depth)}${area.name}`,
  }));
}
