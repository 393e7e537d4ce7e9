import { toDbfs } from '@loa/protocol';

/** One stretch of the programme. */
interface Stretch {
  /** When its first frame sounds, monotonic ms. */
  atMono: number;
  ms: number;
  /** Mean square of its samples, in units of int16. */
  power: number;
}

/** How long the past is remembered, ms: more than a reading of the amplifier looks back. */
const MEMORY_MS = 3000;

/** Remembers how loud the programme was, by the time at which it sounds. */
export class EnvelopeMeter {
  #stretches: Stretch[] = [];
  #power = 0;
  #frames = 0;

  /** Notes a block that sounds from `atMono` on. */
  note(block: Int16Array, atMono: number): void {
    let sum = 0;
    for (const sample of block) sum += sample * sample;
    this.#power += sum;
    this.#frames += block.length;
    this.#stretches.push({ atMono, ms: block.length / 48, power: sum / block.length });
    while ((this.#stretches[0]?.atMono ?? atMono) < atMono - MEMORY_MS) this.#stretches.shift();
  }

  /** Mean level of what sounded between two monotonic moments, dBFS. */
  levelBetween(from: number, to: number): number {
    let energy = 0;
    for (const { atMono, ms, power } of this.#stretches) {
      energy += power * Math.max(0, Math.min(to, atMono + ms) - Math.max(from, atMono));
    }
    return toDbfs(Math.sqrt(energy / Math.max(1, to - from)));
  }

  /** Mean level since the last call, dBFS. */
  takeLevel(): number {
    const level = toDbfs(this.#frames === 0 ? 0 : Math.sqrt(this.#power / this.#frames));
    this.#power = 0;
    this.#frames = 0;
    return level;
  }
}
