import ModbusRTU from 'modbus-serial';
import { AMPLIFIER_REGISTERS } from './registers.ts';

export interface AmplifierReading {
  currentMa: number;
  temperatureC: number;
  faults: number;
}

export interface AmplifierAddress {
  host: string;
  port: number;
  /** Modbus unit number. */
  unit: number;
}

/** An answer that takes longer is none, ms. */
const DEADLINE_MS = 1000;

/** The amplifier, by Modbus TCP. Connects when it is first asked; every call rejects while it cannot be reached. */
export class AmplifierLink {
  readonly #address: AmplifierAddress;
  #client: ModbusRTU | undefined;
  /** Questions that wait for their answers. */
  #waiting = 0;

  constructor(address: AmplifierAddress) {
    this.#address = address;
  }

  async setPower(isOn: boolean): Promise<void> {
    await this.#ask((client) => client.writeCoil(AMPLIFIER_REGISTERS.power, isOn));
  }

  async setVolume(percent: number): Promise<void> {
    await this.#ask((client) => client.writeRegister(AMPLIFIER_REGISTERS.volume, percent));
  }

  async read(): Promise<AmplifierReading> {
    const { current, temperature, faults } = AMPLIFIER_REGISTERS;
    const { data } = await this.#ask((client) => client.readInputRegisters(current, faults + 1));
    const tenths = data[temperature] ?? 0;
    return {
      currentMa: data[current] ?? 0,
      temperatureC: (tenths > 0x7fff ? tenths - 0x1_0000 : tenths) / 10,
      faults: data[faults] ?? 0,
    };
  }

  /** Twice is fine. */
  close(): void {
    this.#client?.destroy(() => undefined);
    this.#client = undefined;
  }

  async #ask<T>(question: (client: ModbusRTU) => Promise<T>): Promise<T> {
    this.#waiting += 1;
    try {
      return await question(await this.#connected());
    } catch (error) {
      // After a failure the answers on the line may belong to earlier questions.
      this.close();
      throw error;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0 && this.#client !== undefined) forgetAnswered(this.#client);
    }
  }

  async #connected(): Promise<ModbusRTU> {
    if (this.#client?.isOpen === true) return this.#client;
    this.close();
    const client = new ModbusRTU();
    this.#client = client;
    // Without a listener a pulled plug would end the program; the next call finds the link closed.
    client.on('error', () => undefined);
    client.setTimeout(DEADLINE_MS);
    client.setID(this.#address.unit);
    await client.connectTCP(this.#address.host, { port: this.#address.port, timeout: DEADLINE_MS });
    return client;
  }
}

/**
 * The library keeps the last 256 questions with their answers. At four a second they grow a minute old, and would be
 * what the collector has to deal with most.
 */
function forgetAnswered(client: ModbusRTU): void {
  (client as unknown as { _transactions: Record<string, unknown> })._transactions = {};
}
