import { benchLive } from './live.ts';
import { benchPlan } from './plan.ts';
import { printTable, type Figures } from './table.ts';

/** Every bench: measures, and answers its figures with units in their names. */
const BENCHES: Record<string, () => Promise<Figures>> = { live: benchLive, plan: benchPlan };

const name = process.argv[2] ?? '';
const bench = BENCHES[name];
if (bench === undefined) {
  console.error(`npm run bench -- NAME, where NAME is one of: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
const figures = await bench();
printTable(name, figures);
console.log(JSON.stringify(figures));
process.exit(0);
