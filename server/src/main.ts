import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pino, type Logger } from 'pino';
import { LoaError, systemClock } from '@loa/protocol';
import { startApp, type App } from './app.ts';
import { readConfig, type Config } from './config.ts';
import { greeting } from './greeting.ts';

/** sysexits.h: the configuration is at fault; a mistake of ours. */
const EXIT_CONFIG = 78;
const EXIT_CRASH = 70;
/** What does not close by then is left to the operating system (ms). */
const CLOSE_DEADLINE_MS = 10_000;

const SECRETS = [
  'password',
  'setupCode',
  'mqttPassword',
  '*.password',
  '*.setupCode',
  'req.headers.cookie',
  'req.headers.authorization',
  'headers.cookie',
  'headers.authorization',
];

const USAGE = `loa-server [--config FILE]

Settings come from the environment (LOA_...), else from FILE (JSON; or LOA_CONFIG), else from the defaults.
docs/technicians-manual lists them.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const config = await settings(values.config ?? process.env.LOA_CONFIG);
  const log = pino({ level: config.logLevel, redact: SECRETS });
  const consoleFolder = fileURLToPath(new URL('../../console/dist', import.meta.url));
  crashOnMistakes(log);
  const app = await startApp({
    config,
    clock: systemClock,
    log,
    consoleFolder: existsSync(consoleFolder) ? consoleFolder : undefined,
  });
  closeOnSignals(app, log);
  process.stdout.write(greeting(app));
  await tellReady(app);
}

async function settings(file: string | undefined): Promise<Config> {
  const text = file === undefined || file === '' ? undefined : await readFile(file, 'utf8');
  return readConfig(process.env, text);
}

/** For programs that started us and wait for it. */
async function tellReady({
  url,
  brokerUrl,
  httpsPort,
  brokerPort,
  setupCode,
  authorityPem,
}: App): Promise<void> {
  const file = process.env.LOA_READY_FILE;
  if (file === undefined || file === '') return;
  const ready = { url, brokerUrl, httpsPort, brokerPort, setupCode, authorityPem };
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(ready)}\n`, { mode: 0o600 });
}

function closeOnSignals(app: App, log: Logger): void {
  let isClosing = false;
  const close = (signal: NodeJS.Signals) => {
    // Somebody who asks twice does not want to wait.
    if (isClosing) process.exit(1);
    isClosing = true;
    log.info({ signal }, 'closing');
    setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'did not close');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}

/** An error that nobody expected leaves us in a state that nobody knows: whoever watches us starts us anew. */
function crashOnMistakes(log: Logger): void {
  const crash = (error: unknown) => {
    log.fatal({ err: error }, 'unexpected error, ending');
    process.exit(EXIT_CRASH);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
}

main().catch((error: unknown) => {
  const isConfig = error instanceof LoaError && error.code.startsWith('config.');
  const text =
    error instanceof LoaError ? `${error.message} ${JSON.stringify(error.details)}` : String(error);
  process.stderr.write(`${text}\n`);
  if (!isConfig && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exit(isConfig ? EXIT_CONFIG : 1);
});
