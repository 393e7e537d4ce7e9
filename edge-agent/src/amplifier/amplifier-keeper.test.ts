import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ServerTCP } from 'modbus-serial';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually, systemClock } from '@loa/protocol';
import { RoundKeeper } from '../round-keeper.ts';
import { AmplifierKeeper } from './amplifier-keeper.ts';
import { AmplifierLink } from './amplifier-link.ts';
import { HeardMeter } from './heard.ts';

/** What a real Modbus server shows and takes. */
const box = { isOn: false, volume: 0, currentMa: 0 };
let port: number;
let server: ServerTCP | undefined;
let keeper: AmplifierKeeper;
let nextSoundAt: number;
const rounds = new RoundKeeper(() => systemClock.mono());
let heardMs: number;
let problems: { away: boolean; silent: boolean };

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return free;
}

async function listen(): Promise<void> {
  const registers = {
    getCoil: () => box.isOn,
    setCoil: (_: number, isOn: boolean) => {
      box.isOn = isOn;
    },
    setRegister: (_: number, value: number) => {
      box.volume = value;
    },
    getInputRegister: (address: number) => [box.currentMa, 0xffff - 4, 0][address] ?? 0,
  };
  server = new ServerTCP(registers, { host: '127.0.0.1', port, unitID: 1 });
  await once(server, 'initialized');
}

async function unplug(): Promise<void> {
  await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  server = undefined;
}

beforeEach(async () => {
  Object.assign(box, { isOn: false, volume: 0, currentMa: 0 });
  port = await freePort();
  nextSoundAt = Infinity;
  heardMs = 0;
  problems = { away: false, silent: false };
  keeper = new AmplifierKeeper(
    {
      link: new AmplifierLink({ host: '127.0.0.1', port, unit: 1 }),
      heard: new HeardMeter(),
      clock: systemClock,
      programme: {
        nextSoundAt: () => nextSoundAt,
        now: () => systemClock.now(),
        levelBetween: () => -20,
        isSounding: () => true,
      },
      onHeard: (ms) => (heardMs += ms),
      onProblem: (problem) => (problems = problem),
    },
    { leadMs: 500, tailMs: 300 },
  );
});
afterEach(async () => {
  await keeper.close();
  await unplug();
});

it('switches the amplifier on for sound and off after it, and sets its volume', async () => {
  await listen();
  keeper.setVolume(65);
  keeper.start(rounds.every);
  await eventually(() => (box.volume === 65 ? undefined : `volume ${box.volume}`));
  expect(box.isOn).toBe(false);
  nextSoundAt = systemClock.now();
  await eventually(() => (box.isOn ? undefined : 'still off'));
  nextSoundAt = Infinity;
  await eventually(() => (box.isOn ? 'still on' : undefined));
  // The keeper knows it by the next answer.
  await eventually(() => (keeper.state?.on === true ? 'said to be on' : undefined));
  expect(keeper.state).toMatchObject({ on: false, temperatureC: -0.5 });
});

it('counts as heard only what shows in the current', async () => {
  await listen();
  nextSoundAt = 0;
  keeper.start(rounds.every);
  await eventually(() => (keeper.state?.on === true ? undefined : 'not on'));
  expect(heardMs).toBe(0);
  box.currentMa = 90;
  await eventually(() => (heardMs > 0 ? undefined : 'nothing heard'));
});

it('says that the amplifier is away, and sets everything again when it is back', async () => {
  keeper.setVolume(40);
  nextSoundAt = 0;
  keeper.start(rounds.every);
  await eventually(() => (problems.away ? undefined : 'not missed yet'));
  expect(keeper.state).toBeNull();
  await listen();
  await eventually(() => (box.isOn && box.volume === 40 ? undefined : 'not set yet'));
  await eventually(() => (problems.away ? 'still away' : undefined));
});
