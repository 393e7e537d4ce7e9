import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentConfig } from '@loa/edge-agent';
import { VirtualAmplifier } from '../amplifier/virtual-amplifier.ts';
import { Recording } from '../card/recording.ts';
import type { RecordingResult } from '../card/recording.ts';
import { VirtualCard } from '../card/virtual-card.ts';
import type { Lever, ListenedPole, PoleFacts } from '../listening/listened-pole.ts';
import { AGENT_FILE } from '../programs.ts';
import { identityFileIn, writeAgentConfig } from './agent-config.ts';
import { AgentProcess } from './agent-process.ts';
import { LevelMeter } from './level-meter.ts';

export interface VirtualPoleSettings {
  /** Short name in addresses: lower-case letters, digits, hyphens. */
  id: string;
  /** What people read; default the id. */
  name?: string;
  /** Folder of its files; made when missing. The agent's own lie in `agent/`, its log in `agent.log`. */
  folder: string;
  /** Clock error of its sound card, parts per million; default 0. */
  ppm?: number;
  /** Where its sound can be heard in a browser; told to the server. */
  listenUrl?: string;
  /** The agent's bundle; default the one of this repository. */
  agentFile?: string;
  /** An agent that ended by itself is started again after this (ms); null, the default: it stays down. */
  restartAfterMs?: number | null;
  /** Further settings of the agent, over those that the pole needs. */
  agentSettings?: Partial<AgentConfig>;
  /** Program and arguments in front of the agent's own, as `AgentProcessSettings.runWith`. */
  runWith?: readonly string[];
}

/** Where a recording is taken: behind the sound card, or at the horns (after power, volume and faults). */
export type Tap = 'card' | 'horn';

/** One pole: a real agent with a pretend sound card, amplifier and horns. */
export class VirtualPole implements ListenedPole {
  readonly id: string;
  readonly card: VirtualCard;
  readonly amplifier = new VirtualAmplifier();
  readonly agent: AgentProcess;
  readonly #settings: VirtualPoleSettings;
  readonly #meter = new LevelMeter();
  readonly #hornListeners = new Set<(samples: Int16Array) => void>();
  readonly #recordings = new Map<Tap, Recording>();
  #stopHearing: (() => void) | undefined;
  #listenUrl: string | undefined;

  constructor(settings: VirtualPoleSettings) {
    this.#settings = settings;
    this.id = settings.id;
    this.#listenUrl = settings.listenUrl;
    this.card = new VirtualCard({ ppm: settings.ppm ?? 0 });
    this.agent = new AgentProcess({
      agentFile: settings.agentFile ?? AGENT_FILE,
      logFile: this.logFile,
      pidFile: join(settings.folder, 'agent.pid.json'),
      restartAfterMs: settings.restartAfterMs ?? null,
      runWith: settings.runWith ?? [],
    });
  }

  get folder(): string {
    return this.#settings.folder;
  }

  get logFile(): string {
    return join(this.folder, 'agent.log');
  }

  /** Whether it has been enrolled in an earlier run or this one. */
  get isEnrolled(): boolean {
    return existsSync(identityFileIn(this.#agentFolder));
  }

  /** Where its sound can be heard; takes effect with the agent's next start. */
  set listenUrl(url: string) {
    this.#listenUrl = url;
  }

  /** Powers the hardware: card and amplifier. The agent starts apart, by `start`. */
  async startHardware(): Promise<void> {
    if (this.#stopHearing !== undefined) return;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.#stopHearing = this.card.onPeriod((period) => {
      const horn = this.amplifier.model.amplify(period.samples);
      this.#meter.take(horn);
      this.#recordings.get('card')?.take(period);
      this.#recordings.get('horn')?.take({ ...period, samples: horn });
      for (const listener of this.#hornListeners) listener(horn);
    });
    await this.card.start();
    await this.amplifier.start();
  }

  /** Enrols it at a server with a code from the console; throws with the agent's words when the code is refused. */
  async enrol(serverUrl: string, code: string): Promise<void> {
    await this.startHardware();
    await this.agent.runOnce(['enrol', serverUrl, code, '--config', this.#writeConfig()]);
  }

  /** Powers the hardware and starts the agent. */
  async start(): Promise<void> {
    await this.startHardware();
    const configFile = this.#writeConfig();
    if (!this.agent.isRunning) await this.agent.endLeftOver(configFile);
    this.agent.start(['run', '--config', configFile]);
  }

  /** Ends the agent politely and starts it again. */
  async restart(): Promise<void> {
    await this.agent.stop();
    await this.start();
  }

  /** Stops the agent, then takes the hardware away. Recordings end. Twice is fine. */
  async close(): Promise<void> {
    await this.agent.stop();
    this.#stopHearing?.();
    this.#stopHearing = undefined;
    for (const recording of this.#recordings.values()) recording.finish();
    this.#recordings.clear();
    await this.card.close();
    await this.amplifier.close();
  }

  /** Records what sounds from now on, silence included, to a WAV file. One recording a tap at a time. */
  startRecording(file: string, tap: Tap = 'card'): void {
    if (this.#recordings.has(tap)) throw new Error(`${this.id} records its ${tap} already`);
    this.#recordings.set(tap, new Recording(file));
  }

  /** Ends the recording of a tap; both its files are complete then. */
  stopRecording(tap: Tap = 'card'): RecordingResult {
    const recording = this.#recordings.get(tap);
    if (recording === undefined) throw new Error(`${this.id} does not record its ${tap}`);
    this.#recordings.delete(tap);
    return recording.finish();
  }

  onHorn(listener: (samples: Int16Array) => void): () => void {
    this.#hornListeners.add(listener);
    return () => this.#hornListeners.delete(listener);
  }

  get facts(): PoleFacts {
    const { model } = this.amplifier;
    return {
      id: this.id,
      name: this.#settings.name ?? this.id,
      isRunning: this.agent.isRunning,
      amplifier: {
        isListening: this.amplifier.isListening,
        isOn: model.isOn,
        isTripped: model.isTripped,
        isHornBroken: model.isHornBroken,
        volumePercent: model.volumePercent,
        currentMa: model.currentMa,
      },
      ...this.#meter.level,
      ppm: this.card.ppm,
      underruns: this.card.underruns,
      isCardOut: this.card.isOut,
      isCardHanging: this.card.isHanging,
    };
  }

  async pull(lever: Lever, isBroken: boolean): Promise<void> {
    const { model } = this.amplifier;
    switch (lever) {
      case 'power':
        return isBroken ? this.#cutPower() : this.start();
      case 'horn':
        model.isHornBroken = isBroken;
        return;
      case 'protection':
        model.isTripped = isBroken;
        return;
      case 'data-line':
        return isBroken ? this.amplifier.close() : this.amplifier.start();
      case 'card':
        return isBroken ? this.card.pullOut() : this.card.putBack();
      case 'card-hang':
        if (isBroken) this.card.hang();
        else this.card.mend();
        return;
    }
  }

  /** The agent dies without a word and the amplifier falls silent. */
  async #cutPower(): Promise<void> {
    this.amplifier.model.isOn = false;
    await this.agent.kill();
  }

  get #agentFolder(): string {
    return join(this.folder, 'agent');
  }

  #writeConfig(): string {
    return writeAgentConfig(join(this.folder, 'agent.json'), {
      dataFolder: this.#agentFolder,
      card: this.card,
      amplifier: this.amplifier,
      listenUrl: this.#listenUrl,
      further: this.#settings.agentSettings ?? {},
    });
  }
}
