import { beforeEach, describe, expect, it } from 'vitest';
import { eventually, HandClock } from '@loa/protocol';
import { AmplifierKeeper } from './amplifier-keeper.ts';
import type { AmplifierReading } from './amplifier-link.ts';
import { HeardMeter } from './heard.ts';

const LEAD_MS = 500;
const READING: AmplifierReading = { currentMa: 10, temperatureC: 30, faults: 0 };

/** An amplifier in memory. Lever: an answer to a reading that never comes. */
class FakeAmplifier {
  isOn = false;
  volume = 0;
  readonly volumes: number[] = [];
  reads = 0;
  isMute = false;

  async setPower(isOn: boolean): Promise<void> {
    this.isOn = isOn;
  }

  async setVolume(percent: number): Promise<void> {
    this.volume = percent;
    this.volumes.push(percent);
  }

  async read(): Promise<AmplifierReading> {
    this.reads += 1;
    return this.isMute ? new Promise<AmplifierReading>(() => undefined) : READING;
  }

  close(): void {
    this.isMute = true;
  }
}

let clock: HandClock;
let amplifier: FakeAmplifier;
let keeper: AmplifierKeeper;
let nextSoundAt: number;

beforeEach(() => {
  clock = new HandClock();
  amplifier = new FakeAmplifier();
  nextSoundAt = Infinity;
  const programme = {
    ...{ nextSoundAt: () => nextSoundAt, now: () => clock.now() },
    ...{ levelBetween: () => -20, isSounding: () => true },
  };
  const parts = { link: amplifier, heard: new HeardMeter(), clock, programme };
  const events = { onHeard: () => undefined, onProblem: () => undefined };
  keeper = new AmplifierKeeper({ ...parts, ...events }, { leadMs: LEAD_MS, tailMs: 2000 });
});

/** Ticks as the keeper does by itself, every 100 ms. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    clock.advance(100);
    keeper.look();
    await Promise.resolve();
    await new Promise(setImmediate);
  }
}

describe('the amplifier is on', () => {
  it.each([0, 33, 99])(
    'by the whole lead before a planned sound, wherever the tick falls (%i ms)',
    async (shift) => {
      await pass(1000);
      nextSoundAt = clock.now() + 3000 + shift;
      let onAt = 0;
      while (onAt === 0) {
        await pass(100);
        if (amplifier.isOn) onAt = clock.now();
      }
      expect(nextSoundAt - onAt).toBeGreaterThanOrEqual(LEAD_MS);
      expect(nextSoundAt - onAt).toBeLessThan(LEAD_MS + 200);
    },
  );

  it('at once when a live broadcast is announced for sooner than the lead, without waiting for a tick', async () => {
    await pass(1000);
    nextSoundAt = clock.now() + 280;
    keeper.look();
    await eventually(() => (amplifier.isOn ? undefined : 'still off'));
  });

  it('in time although it would not answer a reading', async () => {
    await pass(4500);
    nextSoundAt = clock.now() + LEAD_MS + 1000;
    const before = amplifier.reads;
    amplifier.isMute = true;
    await pass(1000);
    expect(amplifier.isOn).toBe(true);
    expect(amplifier.reads - before).toBeLessThanOrEqual(1);
  });
});

describe('the volume', () => {
  it('moves at once when a person sets it', async () => {
    nextSoundAt = 0;
    await pass(200);
    keeper.setVolume(80);
    await pass(100);
    keeper.setVolume(20);
    await pass(100);
    expect(amplifier.volumes).toEqual([80, 20]);
  });

  it('moves in small steps when the hour changes it while something may sound', async () => {
    nextSoundAt = 0;
    await pass(200);
    keeper.setVolume(70);
    await pass(100);
    keeper.setVolume(61, true);
    await pass(1000);
    expect(amplifier.volumes).toEqual([70, 68, 66, 64, 62, 61]);
  });

  it('is there at once while the amplifier is off', async () => {
    keeper.setVolume(70);
    await pass(100);
    keeper.setVolume(30, true);
    await pass(100);
    expect(amplifier.volumes).toEqual([70, 30]);
  });
});
