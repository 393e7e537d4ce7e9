/**
 * PCM that can be asked for by place. Positions are whole frames at 48 kHz on the source's own line; position 0 is what
 * sounds at the broadcast's anchor.
 */
export interface SampleSource {
  /**
   * Samples from exactly `position` on, at least one; undefined when there are none (yet). Asking where the last answer
   * ended is cheap, anything else is a jump.
   */
  take(position: number): Int16Array | undefined;
  /** Whether the last samples were programme, not a stand-in for something that has not come. */
  readonly isFed: boolean;
  /** Frames by which the line is to be read earlier (negative) or later than the anchor says; changes slowly. */
  readonly correctionFrames: number;
  /** Beyond this distance from its place it is moved there at once, across a short fade, instead of drawing near, frames. */
  readonly farFrames: number;
  /** Gives back memory and files; twice is fine. */
  close(): void;
}
