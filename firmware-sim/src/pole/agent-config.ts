import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentConfig } from '@loa/edge-agent';
import type { VirtualAmplifier } from '../amplifier/virtual-amplifier.ts';
import type { VirtualCard } from '../card/virtual-card.ts';

export interface PoleParts {
  /** The agent's own folder. */
  dataFolder: string;
  card: VirtualCard;
  amplifier: VirtualAmplifier;
  listenUrl: string | undefined;
  /** Further settings, over these. */
  further: Partial<AgentConfig>;
}

/** The file whose presence says that the agent has been enrolled. */
export function identityFileIn(dataFolder: string): string {
  return join(dataFolder, 'identity.json');
}

/** Writes the agent's settings for this hardware; returns the file. */
export function writeAgentConfig(
  file: string,
  { dataFolder, card, amplifier, listenUrl, further }: PoleParts,
): string {
  const settings = {
    dataFolder,
    // Never makes a file where there is no pipe: a card that is out cannot be opened.
    outputCommand: ['dd', `of=${card.pcmPath}`, 'conv=nocreat,notrunc', 'bs=9600', 'status=none'],
    outputStatusFile: card.statusPath,
    amplifierHost: '127.0.0.1',
    amplifierPort: amplifier.port,
    amplifierUnit: amplifier.unit,
    ...(listenUrl === undefined ? {} : { listenUrl }),
    ...further,
  } satisfies Partial<AgentConfig>;
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  return file;
}
