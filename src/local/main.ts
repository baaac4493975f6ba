// `make run`: the whole chat on one machine. Reads like the boot order; everything runs as a process of its own,
// each with a user that can do only its job. Ctrl-C stops them in the reverse order and exits 0.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from '../shared/end-process.ts';
import { readEnv } from '../shared/env.ts';
import { announce, issuerOf, runningAddresses } from './addresses.ts';
import { findTool } from './binaries.ts';
import { portsOf, runnerEnv } from './config.ts';
import { createConsole } from './console.ts';
import { type Credentials, loadCredentials } from './credentials.ts';
import { writeDotenv } from './dotenv.ts';
import { ConfigError, sentenceOf } from './failure.ts';
import { takeLock } from './lock.ts';
import { natsReady, startSupervisedNats } from './nats.ts';
import { findNetwork, type Network, urlHost } from './network.ts';
import { buildPage, pageIsCurrent } from './page.ts';
import { whenParentGoes } from './parents.ts';
import { takenPorts } from './ports.ts';
import { openPostgres, postgresReady, STOP_SIGNAL } from './postgres.ts';
import { programEnv } from './programs.ts';
import { signInEnv } from './provider/settings.ts';
import {
  startGateways,
  startPersisters,
  startProvision,
  startSignIn,
  startWebhooks,
  whenReady,
} from './replicas.ts';
import { createStack } from './stack.ts';
import { NATS_SERVER } from './tools.ts';

/** sysexits.h EX_CONFIG: trying again without changing something is no use. */
const EXIT_CONFIG = 78;

const config = readEnv('make run', runnerEnv);
const dataDir = config.DATA_DIR;
const envFile = join(dataDir, 'env');
const console_ = createConsole(config.LOG_LEVEL);
const { step, note, warn } = console_;

const unlock = lockOrLeave();
const stack = createStack({
  dataDir,
  console: console_,
  onHopeless: (why) => leave(why, EXIT_CONFIG),
});
let leaving = false;
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);
// A closed terminal ends us like Ctrl-C. Without one it is nohup that lets us go on, which Node by itself does not hear.
process.on('SIGHUP', () => {
  if (process.stdin.isTTY || process.stdout.isTTY) onSignal();
});
// A fault of ours ends us, too, but not before what we started.
process.on('uncaughtException', (error) => void leave(error.stack ?? String(error), 1));
const make = process.env['STOP_WITH'];
if (make !== undefined) {
  const onGone = () => void leave('make, which started this, is gone', 1);
  whenParentGoes([Number(make), process.ppid], onGone);
}

try {
  await boot();
} catch (error) {
  await leave(sentenceOf(error), error instanceof ConfigError ? EXIT_CONFIG : 1);
}

async function boot() {
  const network = await findNetwork(config.HOST);
  await stack.endLeftovers();
  const taken = await takenPorts(portsOf(config), network);
  if (taken.length > 0) return leave(taken.join('\n'), EXIT_CONFIG);

  const natsServer = await step('nats-server', () => findTool(NATS_SERVER, { say: note }));
  if (!pageIsCurrent()) await step('building the page', () => buildPage());
  const secrets = join(dataDir, 'secrets.json');
  const credentials = loadCredentials(secrets, join(dataDir, 'postgres'));
  await step('starting Postgres and NATS', async () => {
    await Promise.all([
      bootPostgres(credentials, network),
      bootNats(natsServer, credentials, network),
    ]);
  });
  const env = programEnv(credentials, {
    natsUrl: `nats://${urlHost(network.loopback)}:${config.NATS_PORT}`,
    postgresPort: config.POSTGRES_PORT,
    loopback: network.loopback,
  });
  await step('provisioning streams, tables and users', () => startProvision(stack, env.provision));
  await step('starting persisters, gateways and webhooks', async () => {
    const HOST = network.listen;
    const signIn = config.OIDC === '1' ? await bootSignIn(network) : {};
    const persisters = startPersisters(stack, config, { ...env.persister, HOST });
    const gateways = startGateways(stack, config, { ...env.gateway, ...signIn, HOST });
    const webhooks = startWebhooks(stack, config, { ...env.webhooks, HOST });
    await whenReady([...persisters, ...gateways, webhooks], network.reach);
  });
  writeDotenv(envFile, { ...runningAddresses(config, network), ...env.operator });
  announce(config, network, console_.say);
}

async function bootPostgres({ postgres }: Credentials, { loopback }: Network) {
  const start = await openPostgres({
    dataDir: join(dataDir, 'postgres'),
    port: config.POSTGRES_PORT,
    loopback,
    passwords: postgres,
  });
  const starter = { name: 'postgres', stopSignal: STOP_SIGNAL, start } as const;
  await postgresReady(stack.add('Postgres', starter).current());
}

async function bootSignIn(network: Network) {
  const issuer = issuerOf(config, network);
  const where = { HOST: network.listen, PORT: String(config.OIDC_PORT) };
  await startSignIn(stack, { ISSUER: issuer, CHAT_HOST: urlHost(network.reach), ...where });
  return signInEnv(issuer);
}

async function bootNats(binary: string, { nats }: Credentials, { loopback }: Network) {
  const spec = {
    binary,
    storeDir: join(dataDir, 'nats'),
    port: config.NATS_PORT,
    loopback,
    passwords: nats,
    syncInterval: config.NATS_SYNC_INTERVAL,
  };
  const start = (onLine: (line: string) => void) => startSupervisedNats(spec, onLine);
  await natsReady(stack.add('NATS', { name: 'nats', start }).current());
}

function lockOrLeave(): () => void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return takeLock(dataDir);
  } catch (error) {
    warn(sentenceOf(error));
    endProcess(EXIT_CONFIG);
  }
}

function onSignal() {
  if (leaving) {
    warn('killing what is left');
    void stack.kill().then(() => end(1));
    return;
  }
  console_.say('');
  void leave(undefined, 0);
}

/** Stops everything, once; `why` is what went wrong. */
async function leave(why: string | undefined, code: number): Promise<void> {
  if (leaving) return;
  leaving = true;
  if (why !== undefined) warn(why);
  try {
    await stack.stop();
  } finally {
    end(code);
  }
}

function end(code: number): never {
  try {
    rmSync(envFile, { force: true });
    unlock();
  } finally {
    endProcess(code);
  }
}
