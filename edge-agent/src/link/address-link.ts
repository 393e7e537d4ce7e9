import { networkInterfaces } from 'node:os';

/** The machine's own addresses but loopback, as one text that changes when one of them does. */
export function ownAddresses(): string {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address, scopeid = 0 }) => `${address}%${scopeid}`)
    .sort()
    .join(' ');
}
