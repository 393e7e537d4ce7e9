import { closeSync, openSync } from 'node:fs';
import { repositoryFile } from './repository-file.ts';

/** The device by which a program of ours becomes a network line. */
const TUN = '/dev/net/tun';
const PACKAGE_OF = { ip: 'iproute2', nsenter: 'util-linux', gcc: 'g++' };

/** Why no bad line can be made on this machine, in one plain sentence; undefined when it can. */
export async function whyNoLines(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'Network namespaces need root: run this bench as root.';
  const steps = (await import(repositoryFile('.ci/steps/programs.mjs'))) as {
    isThere: (what: { program: string }) => boolean;
  };
  for (const [program, name] of Object.entries(PACKAGE_OF)) {
    if (!steps.isThere({ program })) return `The program ${program} is missing: apt-get install ${name}.`;
  }
  return whyNoTun();
}

function whyNoTun(): string | undefined {
  try {
    closeSync(openSync(TUN, 'r+'));
    return undefined;
  } catch (error) {
    return `${TUN} cannot be used on this machine (${(error as NodeJS.ErrnoException).code}).`;
  }
}
