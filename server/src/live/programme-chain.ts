import { FRAME_MS, type OpusEncoder } from '@loa/protocol';
import { fadeIn, fadeOut } from './fades.ts';
import type { Intake } from './intake.ts';
import type { Leveller } from './leveller.ts';
import type { Limiter } from './limiter.ts';

export interface ProgrammeChainParts {
  intake: Intake;
  leveller: Leveller;
  limiter: Limiter;
  encoder: OpusEncoder;
  /** Sounds before the speech; none is fine. */
  chime: readonly Int16Array[];
}

/** What one tick of the bus gives. */
export interface ProgrammeFrame {
  /** The microphone as it came, before any gain. */
  microphone: Int16Array;
  /** The programme as it goes out. */
  pcm: Int16Array;
  /** The same as an Opus packet of 20 ms. */
  packet: Uint8Array;
}

/** The signal path of the bus: microphone, leveller, chime, limiter, encoder. One frame a call, whatever comes in. */
export class ProgrammeChain {
  readonly #parts: ProgrammeChainParts;
  #chimePlayed = 0;
  #isFirstOfSpeech = true;

  constructor(parts: ProgrammeChainParts) {
    this.#parts = parts;
  }

  /** What is left of the chime, ms; while it is above 0 nobody is heard. */
  get chimeLeftMs(): number {
    return (this.#parts.chime.length - this.#chimePlayed) * FRAME_MS;
  }

  /**
   * `framesLeft` before the end of the broadcast, this one included; Infinity while nobody has stopped it. The last
   * but one fades, and the last one carries what the limiter and the encoder still hold.
   */
  next(framesLeft: number): ProgrammeFrame {
    const { intake, leveller, limiter, encoder, chime } = this.#parts;
    const microphone = intake.pull();
    // The leveller listens during the chime too: the room's noise is known when the speech begins.
    const speech = leveller.process(microphone);
    const bell = chime[this.#chimePlayed];
    if (bell !== undefined) this.#chimePlayed += 1;
    const programme = bell === undefined ? this.#opened(speech) : Float32Array.from(bell);
    if (framesLeft === 2) fadeOut(programme);
    if (framesLeft <= 1) programme.fill(0);
    const pcm = limiter.process(programme);
    return { microphone, pcm, packet: encoder.encode(pcm) };
  }

  /** The microphone opens without a click when the chime is over. */
  #opened(speech: Float32Array): Float32Array {
    if (this.#isFirstOfSpeech && this.#parts.chime.length > 0) fadeIn(speech, speech.length);
    this.#isFirstOfSpeech = false;
    return speech;
  }
}
