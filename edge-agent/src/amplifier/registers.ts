/**
 * Addresses of the amplifier's registers, Modbus TCP, zero-based; values are unsigned 16 bits. Each kind of register
 * counts from 0 on its own. A pole with another amplifier needs another map and nothing else.
 */
export const AMPLIFIER_REGISTERS = {
  /** Coil (functions 1 and 5): 1 powers the output stage. */
  power: 0,
  /** Holding register (functions 3 and 6): loudness, 0 to 100 %. */
  volume: 0,
  /** Input registers (function 4), read together: output current, mA, RMS over the last 200 ms; */
  current: 0,
  /** temperature of the heat sink, tenths of a degree Celsius, two's complement; */
  temperature: 1,
  /** faults, one bit each, see `AMPLIFIER_FAULTS`. */
  faults: 2,
} as const;

/** Bits of the fault register. */
export const AMPLIFIER_FAULTS = {
  /** The protection has tripped and the output is dead. */
  tripped: 1,
} as const;

/** Span over which the amplifier averages its output current, ms. */
export const CURRENT_WINDOW_MS = 200;
