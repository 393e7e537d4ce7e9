import { LoaError, readSettings, settingVariable, type Environment, type Settings } from '@loa/protocol';
import { CONFIG_KEYS } from './config-keys.ts';

/** The settings of one server, complete and checked; `CONFIG_KEYS` says what each means. */
export type Config = Settings<typeof CONFIG_KEYS>;

const PREFIX = 'LOA_';
/** Variables that are no settings: where the settings are read from, and where to say that the server is ready. */
const OTHER_VARIABLES: ReadonlySet<string> = new Set(['LOA_CONFIG', 'LOA_READY_FILE']);
/** Variables of our other programs, which may stand in the same environment. */
const FOREIGN = /^LOA_(AGENT|DEMO|TEST|BENCH)_|^LOA_CACHE$|^LOA_KEEP_WORLD$/;
/** The name under which hosting services hand a broker to a program. */
const BROKER_VARIABLE = 'MQTT_URL';

/** `httpsPort` is `LOA_HTTPS_PORT`. */
export function variableOf(name: string): string {
  return settingVariable(PREFIX, name);
}

/** The server's settings; throws as `readSettings` does. */
export function readConfig(environment: Environment, fileText?: string): Config {
  const config = readSettings(CONFIG_KEYS, {
    environment: { [variableOf('mqttUrl')]: environment[BROKER_VARIABLE], ...environment },
    fileText,
    prefix: PREFIX,
    isOther: (variable) => OTHER_VARIABLES.has(variable) || FOREIGN.test(variable),
  });
  return { ...config, announcedHost: announcedHostOf(config) };
}

/** Poles and browsers cannot call "every address of this machine". */
function announcedHostOf({ announcedHost, listenHost }: Config): string {
  const host = announcedHost === '' ? listenHost : announcedHost;
  const isWildcard = host === '0.0.0.0' || host === '::';
  if (!isWildcard) return host;
  throw new LoaError('config.invalid', {
    key: 'announcedHost',
    expected: `the name or address by which poles and browsers reach this server, since listenHost is ${listenHost}`,
  });
}
