import ModbusRTU from 'modbus-serial';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualAmplifier } from './virtual-amplifier.ts';

let amplifier: VirtualAmplifier;
let client: ModbusRTU;

beforeEach(async () => {
  amplifier = new VirtualAmplifier();
  await amplifier.start();
  client = await connect();
});
afterEach(async () => {
  client.close();
  await amplifier.close();
});

async function connect(): Promise<ModbusRTU> {
  const fresh = new ModbusRTU();
  fresh.on('error', () => undefined);
  await fresh.connectTCP('127.0.0.1', { port: amplifier.port });
  fresh.setID(amplifier.unit);
  fresh.setTimeout(2000);
  return fresh;
}

/** Half a second of a sine of this amplitude through the amplifier. */
function sound(amplitude: number): Int16Array {
  const heard: Int16Array[] = [];
  for (let start = 0; start < 24_000; start += 480) {
    const period = Int16Array.from(
      { length: 480 },
      (_, i) => amplitude * Math.sin((2 * Math.PI * (start + i)) / 48),
    );
    heard.push(amplifier.model.amplify(period));
  }
  return heard.at(-1) as Int16Array;
}

const currentMa = async () => (await client.readInputRegisters(0, 1)).data[0];

test('full scale at full volume draws 600 mA, half the volume half of it, and an amplifier that is off draws none', async () => {
  await client.writeCoil(0, true);
  await client.writeRegister(0, 100);
  sound(32_767);
  expect(await currentMa()).toBe(600);
  await client.writeRegister(0, 50);
  const heard = sound(32_767);
  expect(await currentMa()).toBe(300);
  expect(Math.max(...heard)).toBeCloseTo(16_383, -1);
  await client.writeCoil(0, false);
  sound(32_767);
  expect(await currentMa()).toBe(0);
});

test('switched on, it lets nothing through until it is warm, to the sample', async () => {
  await client.writeCoil(0, true);
  amplifier.model.amplify(new Int16Array(14_300));
  const period = amplifier.model.amplify(new Int16Array(480).fill(1000));
  expect([period.indexOf(1000), period.lastIndexOf(0)]).toEqual([100, 99]);
  await client.writeCoil(0, true);
  expect(amplifier.model.amplify(new Int16Array(480).fill(1000))[0]).toBe(1000);
});

test('power and volume read back what was written, and a volume above 100 is refused', async () => {
  await client.writeCoil(0, true);
  await client.writeRegister(0, 35);
  expect((await client.readCoils(0, 1)).data[0]).toBe(true);
  expect((await client.readHoldingRegisters(0, 1)).data[0]).toBe(35);
  await expect(client.writeRegister(0, 101)).rejects.toThrow();
  expect((await client.readHoldingRegisters(0, 1)).data[0]).toBe(35);
});

test('a cut horn wire draws no current although the amplifier is on and healthy', async () => {
  await client.writeCoil(0, true);
  amplifier.model.isHornBroken = true;
  expect(Math.max(...sound(20_000))).toBe(0);
  expect((await client.readInputRegisters(0, 3)).data).toEqual([0, 270, 0]);
});

test('a tripped protection shows in the fault bits and silences the horns until it is reset', async () => {
  await client.writeCoil(0, true);
  amplifier.model.isTripped = true;
  expect(Math.max(...sound(20_000))).toBe(0);
  expect((await client.readInputRegisters(2, 1)).data[0]).toBe(1);
  amplifier.model.isTripped = false;
  expect(Math.max(...sound(20_000))).toBeGreaterThan(19_000);
});

test('a register that does not exist is refused', async () => {
  await expect(client.readInputRegisters(7, 1)).rejects.toThrow();
  await expect(client.writeRegister(1, 1)).rejects.toThrow();
});

test('after its line was unplugged it answers again on the same port', async () => {
  const { port } = amplifier;
  await amplifier.close();
  await expect(connect()).rejects.toThrow();
  await amplifier.start();
  expect(amplifier.port).toBe(port);
  client = await connect();
  expect((await client.readCoils(0, 1)).data[0]).toBe(false);
});
