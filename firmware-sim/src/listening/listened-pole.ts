/** What the listening page shows of a pole. */
export interface PoleFacts {
  id: string;
  name: string;
  /** The edge agent runs. */
  isRunning: boolean;
  amplifier: {
    isListening: boolean;
    isOn: boolean;
    isTripped: boolean;
    isHornBroken: boolean;
    volumePercent: number;
    currentMa: number;
  };
  /** Level of what the horns sounded in the last tenth of a second, dBFS; -100 for silence. */
  rmsDbfs: number;
  peakDbfs: number;
  /** Clock error of the card, parts per million. */
  ppm: number;
  underruns: number;
  /** The card has been pulled out; it is in and takes nothing. */
  isCardOut: boolean;
  isCardHanging: boolean;
}

/** What a visitor can break and mend. */
export const LEVERS = ['power', 'horn', 'protection', 'data-line', 'card', 'card-hang'] as const;
export type Lever = (typeof LEVERS)[number];

/** A pole as the listening door needs it. */
export interface ListenedPole {
  readonly id: string;
  readonly facts: PoleFacts;
  /** Hears what the horns sound, 48 kHz mono; returns how to stop hearing. */
  onHorn(listener: (samples: Int16Array) => void): () => void;
  /** Breaks a part of the pole, or mends it. */
  pull(lever: Lever, isBroken: boolean): Promise<void>;
}
