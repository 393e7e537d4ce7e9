import { readSettings, settingVariable, type Environment, type Settings } from '@loa/protocol';
import { AGENT_CONFIG_KEYS } from './config-keys.ts';

/** The settings of one agent, complete and checked; `AGENT_CONFIG_KEYS` says what each means. */
export type AgentConfig = Settings<typeof AGENT_CONFIG_KEYS>;

/** Where the settings lie when nobody says otherwise. */
export const DEFAULT_CONFIG_FILE = '/etc/loa/agent.json';
/** Names the file of settings. */
export const CONFIG_FILE_VARIABLE = 'LOA_AGENT_CONFIG';

const PREFIX = 'LOA_AGENT_';

/** `dataFolder` is `LOA_AGENT_DATA_FOLDER`. */
export function variableOf(name: string): string {
  return settingVariable(PREFIX, name);
}

/** The agent's settings; throws as `readSettings` does. */
export function readConfig(environment: Environment, fileText?: string): AgentConfig {
  const isOther = (variable: string) => variable === CONFIG_FILE_VARIABLE;
  return readSettings(AGENT_CONFIG_KEYS, { environment, fileText, prefix: PREFIX, isOther });
}
