import type { ImportGraph } from './import-graph.ts';

/**
 * The groups of files that import each other in a circle, each group sorted, found as strongly connected
 * components (Tarjan, 1972).
 */
export function cycles(graph: ImportGraph): string[][] {
  const search = new CircleSearch(graph);
  for (const path of graph.keys()) search.visit(path);
  return search.circles;
}

class CircleSearch {
  readonly circles: string[][] = [];
  private readonly graph: ImportGraph;
  private readonly numbers = new Map<string, number>();
  private readonly lowest = new Map<string, number>();
  private readonly open: string[] = [];

  constructor(graph: ImportGraph) {
    this.graph = graph;
  }

  /** Visits a file and all that it reaches; answers the lowest number that can be reached from it. */
  visit(path: string): number {
    const known = this.lowest.get(path);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(path, number);
    this.lowest.set(path, number);
    this.open.push(path);
    for (const target of this.targetsOf(path)) this.follow(path, target);
    if (this.lowest.get(path) === number) this.close(path);
    return this.lowest.get(path) ?? number;
  }

  private follow(path: string, target: string): void {
    const isNew = !this.numbers.has(target);
    if (isNew) this.visit(target);
    if (!this.open.includes(target)) return;
    const reached = (isNew ? this.lowest : this.numbers).get(target) ?? 0;
    this.lowest.set(path, Math.min(this.lowest.get(path) ?? reached, reached));
  }

  private close(path: string): void {
    const group = this.open.splice(this.open.indexOf(path)).sort();
    if (group.length > 1 || this.targetsOf(path).includes(path)) this.circles.push(group);
  }

  private targetsOf(path: string): string[] {
    return (this.graph.get(path) ?? []).flatMap(({ target }) => (target === undefined ? [] : [target]));
  }
}
