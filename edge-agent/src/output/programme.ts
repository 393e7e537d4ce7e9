import type { Transition, TurnBoard } from '../reconcile/turn-board.ts';
import { EnvelopeMeter } from './envelope-meter.ts';
import { GainRamp } from './gain-ramp.ts';
import { Limiter } from './limiter.ts';
import type { SampleSource } from './sample-source.ts';
import { Voice } from './voice.ts';

const FRAMES_PER_MS = 48;

export interface ProgrammeParts {
  board: TurnBoard;
  /** The source of a broadcast, when it is open. The programme reads it and never closes it. */
  sourceOf: (id: string) => SampleSource | undefined;
  /** Turns that changed, at this wall time. */
  onTransitions: (transitions: Transition[], at: number) => void;
  /** So much programme of this broadcast was handed on, ms, up to this wall time. */
  onPlayed: (id: string, ms: number, at: number) => void;
}

/**
 * What goes to the horns, block by block: asks who has the turn at the moment at which a block will sound, reads that
 * broadcast by time, fades between voices, and ends in a limiter. It always has a block; at worst one of silence.
 */
export class Programme {
  readonly meter = new EnvelopeMeter();
  readonly #parts: ProgrammeParts;
  readonly #limiter = new Limiter();
  readonly #volume = new GainRamp(1);
  #current: Voice | undefined;
  #leaving: Voice[] = [];
  #mix = new Float32Array(0);
  #sources = new WeakMap<Voice, SampleSource>();

  constructor(parts: ProgrammeParts) {
    this.#parts = parts;
  }

  /** Gain of the whole programme, 0 to 1; reached by a short ramp. */
  setGain(gain: number): void {
    this.#volume.moveTo(gain);
  }

  /** Fills a block whose first frame sounds at `at` (wall ms) and `atMono`. */
  render(block: Int16Array, at: number, atMono: number): void {
    const mix = this.#emptyMix(block.length);
    for (let frame = 0; frame < mix.length;) {
      const moment = at + frame / FRAMES_PER_MS;
      this.#moveOn(moment);
      const until = Math.ceil((this.#parts.board.nextAt - at) * FRAMES_PER_MS);
      const end = Math.min(mix.length, Math.max(frame + 1, until));
      this.#addVoices(mix.subarray(frame, end), moment);
      frame = end;
    }
    this.#volume.apply(mix);
    this.#limiter.write(mix, block);
    this.meter.note(block, atMono);
  }

  /** Lets time pass without a sound, because there is no card: turns begin and end all the same. */
  passOver(at: number): void {
    this.#moveOn(at);
    this.#current = undefined;
    this.#leaving = [];
  }

  #emptyMix(frames: number): Float32Array {
    if (this.#mix.length !== frames) this.#mix = new Float32Array(frames);
    return this.#mix.fill(0);
  }

  #moveOn(moment: number): void {
    const transitions = this.#parts.board.advance(moment);
    if (transitions.length > 0) this.#parts.onTransitions(transitions, moment);
    const id = this.#parts.board.winner?.candidate.contender.id;
    const source = id === undefined ? undefined : this.#parts.sourceOf(id);
    const isSame = this.#current?.id === id && this.#current !== undefined;
    if (isSame && source === this.#sourceOfCurrent()) return;
    this.#letGo();
    if (id !== undefined && source !== undefined) this.#enter(id, source);
  }

  #sourceOfCurrent(): SampleSource | undefined {
    return this.#current === undefined ? undefined : this.#sources.get(this.#current);
  }

  #letGo(): void {
    if (this.#current === undefined) return;
    this.#current.leave();
    this.#leaving.push(this.#current);
    this.#current = undefined;
  }

  #enter(id: string, source: SampleSource): void {
    this.#current = new Voice(id, source);
    this.#sources.set(this.#current, source);
    this.#current.enter();
  }

  #addVoices(mix: Float32Array, moment: number): void {
    const winner = this.#parts.board.winner;
    if (this.#current !== undefined && winner !== undefined) {
      const correction = this.#sourceOfCurrent()?.correctionFrames ?? 0;
      const wanted = (moment - winner.anchorAt) * FRAMES_PER_MS + correction;
      const programme = this.#current.addTo(mix, wanted);
      if (programme > 0) this.#parts.onPlayed(this.#current.id, programme / FRAMES_PER_MS, moment);
    }
    for (const voice of this.#leaving) voice.fadeAlong(mix);
    this.#leaving = this.#leaving.filter((voice) => !voice.isSilent);
  }
}
