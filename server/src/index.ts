export { CONFIG_KEYS } from './config-keys.ts';
export { variableOf } from './config.ts';
