import type { Transition, TurnBoard } from '../reconcile/turn-board.ts';
import { EnvelopeMeter } from './envelope-meter.ts';
import { GainRamp, type Fade } from './gain-ramp.ts';
import { Limiter, LOOK_AHEAD_FRAMES } from './limiter.ts';
import type { SampleSource } from './sample-source.ts';
import { Voice } from './voice.ts';

const FRAMES_PER_MS = 48;
const LOOK_AHEAD_MS = LOOK_AHEAD_FRAMES / FRAMES_PER_MS;
/** Blocks that follow each other may lie apart by what the card's line is corrected; more is a gap, ms. */
const JOINED_MS = 5;

export interface ProgrammeParts {
  board: TurnBoard;
  /** The source of a broadcast, when it is open. The programme reads it and never closes it. */
  sourceOf: (id: string) => SampleSource | undefined;
  /** Turns that changed, at this wall time. */
  onTransitions: (transitions: Transition[], at: number) => void;
  /** So much programme of this broadcast was handed on, ms, up to this wall time. */
  onPlayed: (id: string, ms: number, at: number) => void;
  /** This broadcast had the turn for so long (ms) and there was nothing of it to be heard. */
  onMissing: (id: string, ms: number) => void;
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
  #pace = 1;
  /** End of what was handed on or passed over, monotonic ms: a wall clock that is set is no silence. */
  #doneMono = Number.POSITIVE_INFINITY;

  constructor(parts: ProgrammeParts) {
    this.#parts = parts;
  }

  /** Gain of the whole programme, 0 to 1. */
  setGain(gain: number, fade?: Fade): void {
    this.#volume.moveTo(gain, fade);
  }

  /** Fills a block whose first frame sounds at `at` (wall ms) and `atMono`; `pace`: see `Follower.render`. */
  render(block: Int16Array, at: number, atMono: number, pace = 1): void {
    this.#pace = pace;
    if (atMono - this.#doneMono > JOINED_MS) this.#miss(atMono - this.#doneMono);
    this.#doneMono = atMono + block.length / FRAMES_PER_MS;
    // What enters the limiter now leaves it, and sounds, later by its look-ahead.
    const mix = this.#mixed(block.length, at + LOOK_AHEAD_MS);
    this.#volume.apply(mix);
    this.#limiter.write(mix, block);
    this.meter.note(block, atMono);
  }

  /** Lets time pass without a sound, because there is no card: turns begin and end all the same. */
  passOver(at: number, atMono: number): void {
    if (atMono > this.#doneMono) this.#miss(atMono - this.#doneMono);
    this.#doneMono = atMono;
    this.#moveOn(at);
    this.#current = undefined;
    this.#leaving = [];
    this.#limiter.reset();
  }

  /** What was handed on sounds at another moment than was told: the next block goes where it belongs at once. */
  realign(): void {
    this.#current?.realign();
  }

  #mixed(frames: number, at: number): Float32Array {
    const mix = this.#emptyMix(frames);
    for (let frame = 0; frame < mix.length;) {
      const moment = at + frame / FRAMES_PER_MS;
      this.#moveOn(moment);
      const until = Math.ceil((this.#parts.board.nextAt - at) * FRAMES_PER_MS);
      const end = Math.min(mix.length, Math.max(frame + 1, until));
      this.#addVoices(mix.subarray(frame, end), moment);
      frame = end;
    }
    return mix;
  }

  #emptyMix(frames: number): Float32Array {
    if (this.#mix.length !== frames) this.#mix = new Float32Array(frames);
    return this.#mix.fill(0);
  }

  #moveOn(moment: number): void {
    const transitions = this.#parts.board.advance(moment);
    if (transitions.length > 0) this.#parts.onTransitions(transitions, moment);
    const id = this.#winnerId;
    const source = id === undefined ? undefined : this.#parts.sourceOf(id);
    const isSame = this.#current !== undefined && this.#current.id === id && this.#current.source === source;
    if (isSame) return;
    this.#letGo();
    if (id === undefined || source === undefined) return;
    const isBack = transitions.some(({ id: changed, from }) => changed === id && from?.state === 'suspended');
    this.#enter(id, source, isBack);
  }

  #letGo(): void {
    const voice = this.#current;
    if (voice === undefined) return;
    const turn = this.#parts.board.turns.find(({ id }) => id === voice.id);
    voice.leave(turn?.state === 'suspended');
    this.#leaving.push(voice);
    this.#current = undefined;
  }

  // A voice that comes back while it is still fading turns round: two readers would tear its source apart.
  #enter(id: string, source: SampleSource, isBack: boolean): void {
    const fading = this.#leaving.find((voice) => voice.id === id && voice.source === source);
    this.#leaving = this.#leaving.filter((voice) => voice !== fading);
    this.#current = fading ?? new Voice(id, source);
    this.#current.enter(isBack);
  }

  #addVoices(mix: Float32Array, moment: number): void {
    const programme = this.#addCurrent(mix, moment);
    for (const voice of this.#leaving) voice.fadeAlong(mix, this.#pace);
    this.#leaving = this.#leaving.filter((voice) => !voice.isSilent);
    this.#miss((mix.length - programme) / FRAMES_PER_MS);
  }

  /** Adds the voice that has the turn; returns how many frames of programme it had. */
  #addCurrent(mix: Float32Array, moment: number): number {
    const voice = this.#current;
    const winner = this.#parts.board.winner;
    if (voice === undefined || winner === undefined) return 0;
    const wanted = (moment - winner.anchorAt) * FRAMES_PER_MS + voice.source.correctionFrames;
    const frames = voice.addTo(mix, wanted, this.#pace);
    if (frames > 0) this.#parts.onPlayed(voice.id, frames / FRAMES_PER_MS, moment);
    return frames;
  }

  #miss(ms: number): void {
    const id = this.#winnerId;
    if (id !== undefined && ms > 0) this.#parts.onMissing(id, ms);
  }

  get #winnerId(): string | undefined {
    return this.#parts.board.winner?.candidate.contender.id;
  }
}
