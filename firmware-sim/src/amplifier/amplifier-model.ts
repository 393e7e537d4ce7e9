import { AMPLIFIER_FAULTS, CURRENT_WINDOW_MS } from '@loa/edge-agent';

/** Loudspeaker current of a full-scale sine at full volume, mA RMS: two horns of 30 W on a 100 V line. */
export const FULL_SCALE_MA = 600;

/** From power to sound, ms: a common 100 V amplifier holds its output relay open for so long. */
export const WARM_UP_MS = 300;

const FRAMES_PER_MS = 48;
const SINE_MEAN_SQUARE = 32_768 ** 2 / 2;
const AIR_C = 27;
/** Warming at full current, and how quickly it is reached. */
const FULL_WARMING_C = 40;
const WARMING_MS = 300_000;

/**
 * What an amplifier does to sound, and what its meters show. Amplitude follows the volume evenly: 50 % is half the
 * voltage. No clock: the sound itself is the time that passes.
 */
export class AmplifierModel {
  /** Lever: how long it stays silent after it was switched on, ms. */
  warmUpMs = WARM_UP_MS;
  #isOn = false;
  #warmingFrames = 0;
  #volumePercent = 100;
  #faultBits = 0;
  #isHornBroken = false;
  #parts: { power: number; frames: number }[] = [];
  #temperatureC = AIR_C;

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Switched on, it warms up first; switching on what is on changes nothing. */
  set isOn(isOn: boolean) {
    if (isOn && !this.#isOn) this.#warmingFrames = Math.round(this.warmUpMs * FRAMES_PER_MS);
    this.#isOn = isOn;
  }

  get volumePercent(): number {
    return this.#volumePercent;
  }

  /** 0 to 100, whole; throws a RangeError otherwise. */
  set volumePercent(percent: number) {
    if (!Number.isInteger(percent) || percent < 0 || percent > 100) throw new RangeError(`volume ${percent}`);
    this.#volumePercent = percent;
  }

  get faultBits(): number {
    return this.#faultBits;
  }

  /** Lever: the protection trips (the amplifier goes silent), or is reset. */
  set isTripped(isTripped: boolean) {
    this.#faultBits = isTripped ? AMPLIFIER_FAULTS.tripped : 0;
  }

  get isTripped(): boolean {
    return this.#faultBits !== 0;
  }

  /** Lever: the wire to the horns is cut. Voltage is there, current is not, and nobody hears anything. */
  set isHornBroken(isBroken: boolean) {
    this.#isHornBroken = isBroken;
  }

  get isHornBroken(): boolean {
    return this.#isHornBroken;
  }

  /** Takes what the card sounded; returns what the horns sound. */
  amplify(samples: Int16Array): Int16Array {
    const gain = this.#isOn && !this.isTripped && !this.#isHornBroken ? this.#volumePercent / 100 : 0;
    const muted = this.#isOn ? Math.min(samples.length, this.#warmingFrames) : 0;
    this.#warmingFrames -= muted;
    const sound = samples.map((sample, frame) => (frame < muted ? 0 : sample * gain));
    this.#note(sound);
    return sound;
  }

  /** Current through the horns, mA RMS over the last 200 ms. */
  get currentMa(): number {
    const frames = this.#parts.reduce((sum, part) => sum + part.frames, 0);
    const power = this.#parts.reduce((sum, part) => sum + part.power, 0);
    return frames === 0 ? 0 : FULL_SCALE_MA * Math.sqrt(power / frames / SINE_MEAN_SQUARE);
  }

  /** Temperature of the heat sink, °C. */
  get temperatureC(): number {
    return this.#temperatureC;
  }

  #note(sound: Int16Array): void {
    const power = sound.reduce((sum, sample) => sum + sample * sample, 0);
    this.#parts.push({ power, frames: sound.length });
    const kept = Math.round((CURRENT_WINDOW_MS * FRAMES_PER_MS) / Math.max(1, sound.length));
    this.#parts = this.#parts.slice(-kept);
    const aim = AIR_C + FULL_WARMING_C * (this.currentMa / FULL_SCALE_MA) ** 2;
    this.#temperatureC += (aim - this.#temperatureC) * (sound.length / FRAMES_PER_MS / WARMING_MS);
  }
}
