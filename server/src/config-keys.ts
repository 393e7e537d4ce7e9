import type { SettingKeys } from '@loa/protocol';

const port = { kind: 'number', unit: 'port', min: 0, max: 65_535 } as const;

/**
 * All settings there are. In a file they carry these names, in the environment `LOA_` and capitals
 * (`httpsPort` is `LOA_HTTPS_PORT`). Port 0 means a free port, which suits tests; 0 for `plainHttpPort` means none.
 */
export const CONFIG_KEYS = {
  dataFolder: {
    kind: 'text',
    default: './var',
    meaning: 'Folder of the database, keys, recordings and prepared audio',
  },
  stationName: {
    kind: 'text',
    default: 'Đài truyền thanh',
    meaning: 'Name of the station, part of its certificates',
  },
  listenHost: {
    kind: 'text',
    default: '127.0.0.1',
    meaning: 'Address on which all ports listen; 0.0.0.0 for all addresses of the machine',
  },
  announcedHost: {
    kind: 'text',
    default: '',
    meaning: 'Name or address by which poles and browsers reach the server; empty means listenHost',
  },
  httpsPort: { ...port, default: 8443, meaning: 'TCP port of the console and the interfaces (HTTPS)' },
  brokerPort: { ...port, default: 8883, meaning: 'TCP port of the embedded message broker (MQTT over TLS)' },
  mediaPort: { ...port, default: 40_000, meaning: 'UDP and TCP port that takes the sound of the browsers' },
  poleMediaPortMin: { ...port, default: 40_001, min: 1, meaning: 'First UDP port of the sound to the poles' },
  poleMediaPortMax: { ...port, default: 49_999, min: 1, meaning: 'Last UDP port of the sound to the poles' },
  plainHttpPort: {
    ...port,
    default: 0,
    meaning: 'TCP port on 127.0.0.1 without TLS, for a reverse proxy on this machine; 0 for none',
  },
  httpsCertificateFile: {
    kind: 'text',
    default: '',
    meaning: "The operator's own certificate chain (PEM) for HTTPS; empty means one of our own authority",
  },
  httpsKeyFile: { kind: 'text', default: '', meaning: 'Private key (PEM) to httpsCertificateFile' },
  mqttUrl: {
    kind: 'text',
    default: '',
    meaning: 'An external broker (mqtts://host:port) instead of the embedded one; also read from MQTT_URL',
  },
  mqttUsername: { kind: 'text', default: '', meaning: 'User name of the server at the external broker' },
  mqttPassword: { kind: 'secret', default: '', meaning: 'Password of the server at the external broker' },
  maxUploadMb: { kind: 'number', default: 300, unit: 'MB', min: 1, max: 4096, meaning: 'Largest upload' },
  maxMediaMinutes: {
    kind: 'number',
    default: 120,
    unit: 'minutes',
    min: 1,
    max: 1440,
    meaning: 'Longest recording that is taken in',
  },
  logLevel: {
    kind: 'choice',
    default: 'info',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    meaning: 'Least weight of what is logged',
  },
} as const satisfies SettingKeys;
