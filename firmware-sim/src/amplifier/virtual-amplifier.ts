import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { ServerTCP } from 'modbus-serial';
import type { IServiceVector } from 'modbus-serial';
import { AmplifierModel } from './amplifier-model.ts';
import { AMPLIFIER_REGISTERS } from '@loa/edge-agent';

const HOST = '127.0.0.1';
const UNIT = 1;
const TRIES = 5;
/** Exception code 2 of Modbus: there is no such register. */
const ILLEGAL_ADDRESS = 2;
const ILLEGAL_VALUE = 3;

/** A pretend amplifier that answers Modbus TCP on a free port of this machine. */
export class VirtualAmplifier {
  readonly model = new AmplifierModel();
  #server: ServerTCP | undefined;
  #port = 0;

  async start(): Promise<void> {
    for (let tries = 1; this.#server === undefined; tries++) {
      // The library cannot listen on port 0, so a port is looked for first; somebody may snatch it.
      const port = this.#port === 0 ? await freePort() : this.#port;
      try {
        this.#server = await listen(this.#vector(), port);
        this.#port = port;
      } catch (error) {
        if (tries >= TRIES) throw error;
      }
    }
  }

  /** Pulls the plug of its data line: connections break and no new one is answered. `start` brings it back. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  get isListening(): boolean {
    return this.#server !== undefined;
  }

  /** TCP port; stays the same over `close` and `start`. 0 before the first start. */
  get port(): number {
    return this.#port;
  }

  get unit(): number {
    return UNIT;
  }

  #vector(): IServiceVector {
    const { model } = this;
    const { power, volume, current, temperature, faults } = AMPLIFIER_REGISTERS;
    const inputs = new Map<number, () => number>([
      [current, () => Math.round(model.currentMa)],
      [temperature, () => Math.round(model.temperatureC * 10)],
      [faults, () => model.faultBits],
    ]);
    return {
      getCoil: (address: number, _unit: number) => (expectAddress(address, power), model.isOn),
      setCoil: (address: number, isOn: boolean, _unit: number) => {
        expectAddress(address, power);
        model.isOn = isOn;
      },
      getHoldingRegister: (address: number, _unit: number) => (
        expectAddress(address, volume),
        model.volumePercent
      ),
      setRegister: (address: number, value: number, _unit: number) => {
        expectAddress(address, volume);
        if (value > 100) throw new ModbusRefusal(ILLEGAL_VALUE);
        model.volumePercent = value;
      },
      getInputRegister: (address: number, _unit: number) => {
        const read = inputs.get(address);
        if (read === undefined) throw new ModbusRefusal(ILLEGAL_ADDRESS);
        return read();
      },
    };
  }
}

/** The library looks for `modbusErrorCode` in what is thrown and answers with it. */
class ModbusRefusal extends Error {
  readonly modbusErrorCode: number;

  constructor(code: number) {
    super(`Modbus exception ${code}`);
    this.modbusErrorCode = code;
  }
}

function expectAddress(address: number, wanted: number): void {
  if (address !== wanted) throw new ModbusRefusal(ILLEGAL_ADDRESS);
}

async function listen(vector: IServiceVector, port: number): Promise<ServerTCP> {
  const server = new ServerTCP(vector, { host: HOST, port, unitID: UNIT });
  await new Promise<void>((resolve, reject) => {
    server.once('initialized', resolve);
    server.once('serverError', reject);
  });
  // A client that vanishes is an everyday thing.
  server.on('socketError', (_error: Error | null) => undefined);
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer((socket: Socket) => socket.destroy());
  probe.listen(0, HOST);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
