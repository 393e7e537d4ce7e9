import { Stop } from './stop.mjs';

/** Tells a person what went wrong, without a stack where the message is already an instruction. */
export function reportFailure(error) {
  console.error(error instanceof Stop ? `\n${error.message}` : error);
  process.exitCode = 1;
}
