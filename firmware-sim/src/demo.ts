import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keepCredentials } from './demo/credentials.ts';
import { choosePorts, PortTaken, USUAL_PORTS } from './demo/demo-ports.ts';
import { ServerClient } from './demo/server-client.ts';
import { ServerProcess } from './demo/server-process.ts';
import { speak } from './demo/speak.ts';
import { StationSetup } from './demo/station-setup.ts';
import type { Example, StationCluster } from './demo/station-setup.ts';
import { ADMINISTRATOR, ANNOUNCEMENT, TECHNICIAN, WARDS } from './demo/wards.ts';
import { welcome } from './demo/welcome.ts';
import { PoleYard } from './pole/pole-yard.ts';

const EXAMPLE_IN_MS = 120_000;
const DOOR_PORT = 8480;
/** Six agents, a server and a browser share one machine here: more sound ahead than on a pole, which is alone. */
const AGENT_SETTINGS = { outputAheadMs: 150 };

const USAGE = `npm run demo -- [--no-example] [--https-port N] [--broker-port N] [--media-port N] [--listen-port N]
  Ports are chosen on the first start and kept: the poles know their server by them.`;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      'no-example': { type: 'boolean', default: false },
      'https-port': { type: 'string' },
      'broker-port': { type: 'string' },
      'media-port': { type: 'string' },
      'listen-port': { type: 'string' },
    },
  });
  const port = (text: string | undefined, usual: number) => (text === undefined ? usual : Number(text));
  return {
    wantsExample: !values['no-example'],
    ports: {
      https: port(values['https-port'], USUAL_PORTS.https),
      broker: port(values['broker-port'], USUAL_PORTS.broker),
      media: port(values['media-port'], USUAL_PORTS.media),
    },
    doorPort: port(values['listen-port'], DOOR_PORT),
  };
}

class Demo {
  readonly #folder = resolve(process.env['LOA_DEMO_DATA'] ?? './var/demo');
  readonly #options: ReturnType<typeof readOptions>;
  readonly #server: ServerProcess;
  readonly #yard: PoleYard;
  #isClosing = false;

  constructor(options: ReturnType<typeof readOptions>) {
    this.#options = options;
    this.#server = new ServerProcess(this.#folder);
    this.#yard = new PoleYard(options.doorPort);
  }

  async start(): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    await this.#server.endLeftOver();
    const ports = await choosePorts(join(this.#folder, 'ports.json'), this.#options.ports);
    const officers = WARDS.map(({ officer }) => officer.username);
    const usernames = [ADMINISTRATOR.username, ...officers, TECHNICIAN.username];
    const credentials = keepCredentials(join(this.#folder, 'credentials.json'), usernames);
    say('Đang khởi động máy chủ… / Starting the server…');
    const ready = await this.#server.start(ports);
    const client = new ServerClient(ready.url, ready.authorityPem);
    try {
      const setup = new StationSetup(client, credentials);
      await setup.signIn(ready.setupCode);
      say('Đang chuẩn bị hai phường và sáu cụm loa… / Preparing two wards and six poles…');
      await this.#raisePoles(setup, await setup.ensureStation(), ready.url);
      const example = this.#options.wantsExample ? await planExample(setup) : null;
      const otherPort = ports.https === this.#options.ports.https ? null : ports.https;
      const [consoleUrl, listenUrl] = [ready.url, this.#yard.url];
      say(welcome({ consoleUrl, listenUrl, credentials, example, otherPort, folder: this.#folder }));
    } finally {
      client.close();
    }
    this.#server.ended.then((code) => this.#mourn(code), say);
  }

  /** Twice is fine. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#yard.close();
    await this.#server.stop();
  }

  async #raisePoles(setup: StationSetup, clusters: StationCluster[], serverUrl: string): Promise<void> {
    const poles = clusters.map(({ id, demo, ward }) =>
      this.#yard.add({
        id,
        name: `${demo.name} (${ward})`,
        folder: join(this.#folder, 'poles', id),
        ppm: demo.ppm,
        agentSettings: AGENT_SETTINGS,
      }),
    );
    for (const pole of poles) {
      if (!pole.isEnrolled) await pole.enrol(serverUrl, await setup.enrolmentCode(pole.id));
    }
    await this.#yard.start();
  }

  #mourn(code: number | null): void {
    if (this.#isClosing) return;
    say(
      `Máy chủ đã dừng đột ngột (${code ?? '?'}); xem ${this.#server.logFile}. / The server ended unexpectedly.`,
    );
    process.exitCode = 1;
    this.close().catch(say);
  }
}

async function planExample(setup: StationSetup): Promise<Example | null> {
  try {
    return await setup.planExample(() => speak(ANNOUNCEMENT.text), Date.now() + EXAMPLE_IN_MS);
  } catch (error) {
    say(`Không đặt được buổi phát mẫu. / The example could not be planned. (${String(error)})`);
    return null;
  }
}

function explain(error: unknown): string {
  if (error instanceof PortTaken) {
    return `Cổng ${error.port} đang bận. Có thể bản dùng thử này đang chạy ở cửa sổ khác.
Port ${error.port} is taken. This demo probably runs already in another window.`;
  }
  if (error instanceof TypeError && 'code' in error) return `${error.message}\n${USAGE}`;
  return error instanceof Error ? error.message : String(error);
}

async function run(): Promise<void> {
  let demo: Demo | undefined;
  let closing: Promise<void> | undefined;
  const stop = () => {
    closing ??= Promise.resolve().then(() => {
      say('\nĐang dừng… / Stopping…');
      return demo?.close();
    });
    return closing;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop().catch((error: unknown) => say(explain(error)));
    });
  }
  try {
    demo = new Demo(readOptions());
    await demo.start();
  } catch (error) {
    if (closing !== undefined) return;
    say(explain(error));
    process.exitCode = 1;
    await demo?.close();
  }
}

await run();
