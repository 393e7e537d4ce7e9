import type { EventSocket } from './event-hub.ts';

/** A console's socket that keeps what it is sent, and stops taking it when told so. */
export class FakeEventSocket implements EventSocket {
  readonly texts: string[] = [];
  readonly types: string[] = [];
  /** Lever: bytes that the network has not taken. */
  bufferedAmount = 0;
  isTerminated = false;

  send(text: string): void {
    this.texts.push(text);
    this.types.push((JSON.parse(text) as { type: string }).type);
  }

  terminate(): void {
    this.isTerminated = true;
  }
}
