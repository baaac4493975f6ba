// Our own programs on one machine: provisioned once a start, then as many replicas as were asked for, each on
// ports of its own. Invariant: ready means that every one's /readyz said so.
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, startChild, tail } from './child.ts';
import {
  gatewayOpsPort,
  gatewayPort,
  persisterOpsPort,
  type RunnerConfig,
  webhooksOpsPort,
} from './config.ts';
import { webDir } from './page.ts';
import { type Program, programSpec } from './programs.ts';
import type { Stack } from './stack.ts';
import type { Supervised } from './supervisor.ts';

type Env = Record<string, string>;

export interface Replica {
  supervised: Supervised;
  opsPort: number;
}

const READY_DEADLINE_MS = 60_000;
const POLL_MS = 100;
const ASK_TIMEOUT_MS = 1_000;
/** An agent of our own goes through no proxy, whatever the environment says. */
const direct = new Agent();
/** On a laptop nobody wants to wait for a drain that spreads reconnects over a cluster. */
const LOCAL_DRAIN_MS = '1000';

export const startProvision = (stack: Stack, env: Env): Promise<void> =>
  stack.runOnce(starter('provision', 'provision', env));

/** Resolves when people can sign in there. */
export async function startSignIn(stack: Stack, env: Env): Promise<void> {
  const supervised = stack.add('provider', starter('provider', 'provider', env));
  const isListening = (line: string) => (line.includes('"listening"') ? true : undefined);
  await supervised.current().waitForLine(isListening, READY_DEADLINE_MS);
}

export function startPersisters(
  stack: Stack,
  config: RunnerConfig,
  env: Env & { HOST: string },
): Replica[] {
  return times(config.PERSISTERS).map((i) => {
    const opsPort = persisterOpsPort(config, i);
    const own = { ...env, OPS_PORT: String(opsPort) };
    return {
      supervised: stack.add('persisters', starter(`persister-${i + 1}`, 'persister', own)),
      opsPort,
    };
  });
}

export function startGateways(
  stack: Stack,
  config: RunnerConfig,
  env: Env & { HOST: string },
): Replica[] {
  return times(config.GATEWAYS).map((i) => {
    const opsPort = gatewayOpsPort(config, i);
    const own = {
      ...env,
      PORT: String(gatewayPort(config, i)),
      OPS_PORT: String(opsPort),
      WEB_DIR: webDir(),
      DRAIN_MS: process.env['DRAIN_MS'] || LOCAL_DRAIN_MS,
    };
    return {
      supervised: stack.add('gateways', starter(`gateway-${i + 1}`, 'gateway', own)),
      opsPort,
    };
  });
}

/** Receivers on this machine are what somebody tries it with. */
const LOCAL_ALLOW = '127.0.0.0/8,::1';

export function startWebhooks(
  stack: Stack,
  config: RunnerConfig,
  env: Env & { HOST: string },
): Replica {
  const opsPort = webhooksOpsPort(config);
  const own = {
    ...env,
    OPS_PORT: String(opsPort),
    WEBHOOK_ALLOW: process.env['WEBHOOK_ALLOW'] || LOCAL_ALLOW,
  };
  return { supervised: stack.add('webhooks', starter('webhooks', 'webhooks', own)), opsPort };
}

/** Resolves when every replica says at `host` that it is ready; otherwise throws what the first one said last. */
export async function whenReady(replicas: Replica[], host: string): Promise<void> {
  const deadline = performance.now() + READY_DEADLINE_MS;
  await Promise.all(
    replicas.map(async ({ supervised, opsPort }) => {
      const first = supervised.current();
      let ended = false;
      void first.exited.then(() => {
        ended = true;
      });
      while (!(await isReady(host, opsPort))) {
        if (ended) throw new Error(`${first.name} ended before it was ready`);
        if (performance.now() > deadline) throw new Error(notReady(supervised.current()));
        await sleep(POLL_MS);
      }
    }),
  );
}

/** Not fetch: where NODE_USE_ENV_PROXY is set, it would ask the person's proxy about this machine. */
function isReady(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const options = { host, port, path: '/readyz', agent: direct, timeout: ASK_TIMEOUT_MS };
  const request = get(options, (response) => {
    response.resume();
    resolve(response.statusCode === 200);
  });
  request.once('timeout', () => request.destroy(new Error('no answer')));
  // Not listening yet.
  request.once('error', () => resolve(false));
  return promise;
}

const notReady = (child: Child): string =>
  `${child.name} was not ready after ${READY_DEADLINE_MS / 1000} s${tail(child.lines())}`;

const starter = (name: string, program: Program, env: Env) => ({
  name,
  start: (onLine: (line: string) => void) =>
    startChild({ ...programSpec(name, program, env), onLine }),
});

const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
