import ModbusRTU, { ServerTCP } from 'modbus-serial';
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import { AmplifierLink } from './amplifier-link.ts';
import { AMPLIFIER_REGISTERS } from './registers.ts';

const UNIT = 1;

let server: ServerTCP;
let link: AmplifierLink;
let connecting: MockInstance<ModbusRTU['connectTCP']>;
let volumes: number[];

beforeEach(async () => {
  volumes = [];
  connecting = vi.spyOn(ModbusRTU.prototype, 'connectTCP');
  const { current } = AMPLIFIER_REGISTERS;
  const vector = {
    getInputRegister: (address: number) => (address === current ? 7 : 250),
    setRegister: (_address: number, value: number) => void volumes.push(value),
  };
  server = new ServerTCP(vector, { host: '127.0.0.1', port: 0, unitID: UNIT });
  await new Promise((resolve) => server.once('initialized', resolve));
  link = new AmplifierLink({ host: '127.0.0.1', port: portOf(server), unit: UNIT });
});

afterEach(async () => {
  link.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  vi.restoreAllMocks();
});

function portOf(one: ServerTCP): number {
  const { _server } = one as unknown as { _server: { address(): { port: number } } };
  return _server.address().port;
}

const kept = () =>
  connecting.mock.contexts.map((client) => (client as { _transactions: object })._transactions);

test('questions that overlap all get their answers', async () => {
  await link.read();
  const [first, , second] = await Promise.all([link.read(), link.setVolume(40), link.read()]);
  expect(first).toEqual({ currentMa: 7, temperatureC: 25, faults: 250 });
  expect(second).toEqual(first);
  expect(volumes).toEqual([40]);
});

test('what was answered is not kept', async () => {
  await link.read();
  await Promise.all([link.read(), link.read()]);
  expect(kept()).toEqual([{}]);
});
