import type { SettingKeys } from '@loa/protocol';

/**
 * Every setting of the agent. In the file (JSON) they stand by these names; in the environment as `LOA_AGENT_` and the
 * name in capitals: `dataFolder` is `LOA_AGENT_DATA_FOLDER`.
 */
export const AGENT_CONFIG_KEYS = {
  dataFolder: {
    kind: 'text',
    default: '/var/lib/loa',
    meaning: 'Folder of the identity, the plan, the audio files and the record; must survive a restart',
  },
  outputCommand: {
    kind: 'command',
    default: [
      ...['aplay', '-q', '-t', 'raw', '-f', 'S16_LE', '-c', '1', '-r', '48000'],
      ...['--buffer-time=200000', '--period-time=10000', '--start-delay=50000', '-'],
    ],
    meaning: 'Program that plays what comes on its standard input: S16_LE, mono, 48 kHz',
  },
  outputStatusFile: {
    kind: 'text',
    default: '/proc/asound/card0/pcm0p/sub0/status',
    meaning:
      'Status file of the sound card, in the form of ALSA; empty: the card is taken to run in real time',
  },
  outputAheadMs: {
    kind: 'number',
    default: 100,
    min: 80,
    max: 250,
    unit: 'ms',
    meaning:
      'Sound written ahead of the card during live speech; less leaves more time for lost packets, more survives a busy processor',
  },
  outputDelayMs: {
    kind: 'number',
    default: 0,
    min: -200,
    max: 500,
    unit: 'ms',
    meaning: 'From the counter of the card to the air: converter and amplifier',
  },
  amplifierHost: {
    kind: 'text',
    default: '',
    meaning:
      'Address of the amplifier (Modbus TCP); empty: there is none that could be asked, nothing counts as heard',
  },
  amplifierPort: {
    kind: 'number',
    default: 502,
    min: 1,
    max: 65_535,
    unit: 'TCP port',
    meaning: 'Port of the amplifier',
  },
  amplifierUnit: {
    kind: 'number',
    default: 1,
    min: 0,
    max: 255,
    unit: 'number',
    meaning: 'Modbus unit of the amplifier',
  },
  amplifierLeadMs: {
    kind: 'number',
    default: 500,
    min: 150,
    max: 10_000,
    unit: 'ms',
    meaning:
      'The amplifier is switched on this long before sound: at least as long as it needs until it lets sound through',
  },
  amplifierTailMs: {
    kind: 'number',
    default: 10_000,
    min: 0,
    max: 600_000,
    unit: 'ms',
    meaning: 'The amplifier stays on this long after sound',
  },
  cacheLimitMb: {
    kind: 'number',
    default: 2048,
    min: 64,
    max: 1_000_000,
    unit: 'MB',
    meaning: 'Space that audio files may take; beyond it the oldest that no plan needs go',
  },
  systemClock: {
    kind: 'choice',
    default: 'ask',
    choices: ['ask', 'never'],
    meaning:
      'Whether the time is believed when chrony or systemd vouches for it and the server does not answer',
  },
  listenUrl: {
    kind: 'text',
    default: '',
    meaning: 'Where a virtual pole can be listened to; empty on real poles',
  },
  logLevel: {
    kind: 'choice',
    default: 'info',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    meaning: 'Least weight of what is written to the log',
  },
} as const satisfies SettingKeys;
