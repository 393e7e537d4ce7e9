import { Device } from 'mediasoup-client';
import type { Producer, Transport, TransportOptions } from 'mediasoup-client/types';
import {
  closeMicrophone,
  connectMicrophone,
  openMicrophone,
  produceMicrophone,
} from '../../api/live-queries.ts';
import { codeOf } from '../../api/failure.ts';
import { loudnessOf } from '../../ui/decibels.ts';
import type { Loudness } from '../../ui/meter.tsx';
import { troubleOf, waitBefore } from './microphone-state.ts';
import type { MicrophoneState } from './microphone-state.ts';

export interface MicrophoneChoice {
  /** Null for the device's own choice. */
  deviceId: string | null;
  noiseSuppression: boolean;
}

/** How long a connection may be broken before a fresh one is opened; WebRTC mends short breaks by itself. */
const MENDING_MS = 1_500;
/** What one reading of the loudness covers: longer than the time between two drawings, so that no peak is missed. */
const SAMPLES = 4096;

/**
 * One microphone, open from the screen's opening to its closing, with its sound on the way to the server. It comes
 * back by itself when the server or the network was away, each time under a new number.
 */
export class MicrophoneLink {
  readonly #onState: (state: MicrophoneState) => void;
  #stream: MediaStream | undefined;
  #audio: AudioContext | undefined;
  #analyser: AnalyserNode | undefined;
  #transport: Transport | undefined;
  #producer: Producer | undefined;
  #microphoneId: string | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** Counts openings: what belongs to an earlier one is dropped when it arrives. */
  #round = 0;
  /** Counts ways to the server, likewise. */
  #attempt = 0;
  #tries = 0;
  readonly #samples = new Float32Array(SAMPLES);

  constructor({ onState }: { onState: (state: MicrophoneState) => void }) {
    this.#onState = onState;
  }

  /** Opens the microphone and the way to the server; again with another choice, it changes over. */
  async open(choice: MicrophoneChoice): Promise<void> {
    this.close();
    const round = ++this.#round;
    this.#onState({ phase: 'asking' });
    const stream = await this.#ask(choice);
    if (stream === undefined) return;
    if (round !== this.#round) return stopAll(stream);
    this.#stream = stream;
    this.#listen(stream);
    const [track] = stream.getAudioTracks();
    if (track === undefined) return this.#onState({ phase: 'absent' });
    track.onended = () => {
      if (round !== this.#round) return;
      this.close();
      this.#onState({ phase: 'vanished' });
    };
    this.#onState({ phase: 'connecting' });
    await this.#connect(track);
  }

  /** Ends everything that was opened. Twice is fine. */
  close(): void {
    this.#round++;
    this.#dropConnection();
    stopAll(this.#stream);
    this.#stream = undefined;
    this.#analyser = undefined;
    this.#audio?.close().catch((error: unknown) => console.warn('audio context not closed', error));
    this.#audio = undefined;
  }

  /** The loudness of this moment, measured in the browser; null before the microphone is open. */
  readonly loudness = (): Loudness | null => {
    if (this.#analyser === undefined) return null;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return loudnessOf(this.#samples);
  };

  /** The microphone in use; null before one is open. */
  get deviceId(): string | null {
    return this.#stream?.getAudioTracks()[0]?.getSettings().deviceId ?? null;
  }

  async #ask({ deviceId, noiseSuppression }: MicrophoneChoice): Promise<MediaStream | undefined> {
    try {
      // Levelling is the bus's work: two levellers would pump. Echo cancelling cuts words when a horn is in earshot.
      const audio: MediaTrackConstraints = {
        ...{
          echoCancellation: false,
          autoGainControl: false,
          noiseSuppression,
          channelCount: 1,
          sampleRate: 48_000,
        },
        ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
      };
      return await navigator.mediaDevices.getUserMedia({ audio });
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      // The one that was chosen last time is not plugged in today: any other is better than none.
      if (name === 'OverconstrainedError' && deviceId !== null)
        return this.#ask({ deviceId: null, noiseSuppression });
      this.#onState({ phase: troubleOf(name) });
      return undefined;
    }
  }

  #listen(stream: MediaStream): void {
    this.#audio = new AudioContext();
    this.#analyser = this.#audio.createAnalyser();
    this.#analyser.fftSize = SAMPLES;
    this.#audio.createMediaStreamSource(stream).connect(this.#analyser);
  }

  async #connect(track: MediaStreamTrack): Promise<void> {
    const attempt = ++this.#attempt;
    try {
      const microphone = await openMicrophone();
      if (attempt !== this.#attempt) return drop(microphone.id);
      this.#microphoneId = microphone.id;
      const device = await Device.factory();
      // The contract leaves these parameters opaque: only mediasoup and its client know them.
      await device.load({ routerRtpCapabilities: microphone.routerRtpCapabilities });
      if (attempt !== this.#attempt) return;
      const transport = device.createSendTransport(microphone.transport as unknown as TransportOptions);
      this.#transport = transport;
      this.#wire(attempt, transport, microphone.id, track);
      this.#producer = await transport.produce({
        track,
        stopTracks: false,
        codecOptions: {
          ...{
            opusStereo: false,
            opusDtx: false,
            opusFec: true,
            opusMaxAverageBitrate: 48_000,
            opusPtime: 20,
          },
        },
      });
      if (attempt !== this.#attempt) return;
      this.#tries = 0;
      this.#onState({ phase: 'ready', microphoneId: microphone.id });
    } catch (error) {
      if (attempt === this.#attempt) this.#comeBack(track, error);
    }
  }

  #wire(attempt: number, transport: Transport, microphoneId: string, track: MediaStreamTrack): void {
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      connectMicrophone(microphoneId, dtlsParameters).then(() => done(), fail);
    });
    transport.on('produce', ({ rtpParameters }, done, fail) => {
      produceMicrophone(microphoneId, rtpParameters).then(({ producerId }) => done({ id: producerId }), fail);
    });
    transport.on('connectionstatechange', (state) => {
      if (attempt !== this.#attempt) return;
      clearTimeout(this.#retry);
      if (state === 'failed') this.#comeBack(track, state);
      if (state === 'disconnected') this.#retry = setTimeout(() => this.#comeBack(track, state), MENDING_MS);
    });
  }

  #comeBack(track: MediaStreamTrack, reason: unknown, waitMs = waitBefore(this.#tries++)): void {
    console.warn('the way to the server broke', codeOf(reason), reason);
    this.#dropConnection();
    this.#onState({ phase: 'lost' });
    this.#retry = setTimeout(() => {
      this.#connect(track).catch((error: unknown) => console.error('microphone not reconnected', error));
    }, waitMs);
  }

  /** Opens a fresh connection now, for when the server has lost this microphone or was started anew. */
  reconnect(): void {
    const [track] = this.#stream?.getAudioTracks() ?? [];
    if (track === undefined || track.readyState === 'ended') return;
    this.#comeBack(track, 'lost at the server', 0);
  }

  #dropConnection(): void {
    this.#attempt++;
    clearTimeout(this.#retry);
    this.#producer?.close();
    this.#transport?.close();
    if (this.#microphoneId !== undefined) drop(this.#microphoneId);
    this.#producer = undefined;
    this.#transport = undefined;
    this.#microphoneId = undefined;
  }
}

/** The names of the microphones of this device; empty names before the browser gave leave. */
export async function microphones(): Promise<MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== 'communications');
}

function stopAll(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) {
    track.onended = null;
    track.stop();
  }
}

/** The server forgets a microphone by itself when its connection is gone; this only spares it the wait. */
function drop(microphoneId: string): void {
  closeMicrophone(microphoneId).catch((error: unknown) =>
    console.warn('microphone not closed', codeOf(error)),
  );
}
