export { CONFIG_KEYS, type ConfigKey } from './config-keys.ts';
export { variableOf } from './config.ts';
