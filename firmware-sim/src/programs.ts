import { fileURLToPath } from 'node:url';

// From here and from the bundles in `dist`, the top of the repository is two folders up.
const repository = new URL('../../', import.meta.url);

/** The real programs that pretend hardware is put around; `npm run build` makes them. */
export const AGENT_FILE = fileURLToPath(new URL('edge-agent/dist/agent.js', repository));
export const SERVER_FILE = fileURLToPath(new URL('server/dist/main.js', repository));
