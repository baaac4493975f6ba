// What the runner reads from the environment. Limits of the programs (POST_RATE, POST_BURST, …) are not listed
// here: the programs inherit the environment and check their own.
import { resolve } from 'node:path';
import { z } from 'zod';
import { integer } from '../shared/env.ts';

const port = (fallback: number) => integer(1, 65_535, fallback);
const replicas = (fallback: number) => integer(1, 16, fallback);

export const runnerEnv = z
  .object({
    /** Where gateways listen, an address or a name of this machine; 0.0.0.0 lets a phone in the same network in. */
    HOST: z.string().optional(),
    /** The first gateway's; the others follow. */
    PORT: port(8080),
    /** /livez, /readyz, /metrics: the first gateway's; the others, the persisters and the webhooks follow. */
    OPS_PORT: port(9080),
    NATS_PORT: port(4222),
    POSTGRES_PORT: port(54_329),
    /** 1 starts an OpenID provider beside the chat, and people sign in there. */
    OIDC: z.enum(['0', '1'], 'must be 1, or 0').default('0'),
    OIDC_PORT: port(9_400),
    DATA_DIR: z
      .string()
      .default('.data')
      .transform((dir) => resolve(dir)),
    GATEWAYS: replicas(2),
    PERSISTERS: replicas(1),
    /** "always" makes acknowledged events survive a power cut, at a price: see nats.conf. */
    NATS_SYNC_INTERVAL: z
      .string()
      .regex(/^(always|\d+(ms|s|m|h))$/, 'must be always, or a duration such as 2m')
      .default('2m'),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).optional(),
  })
  .superRefine((env, ctx) => {
    const seen = new Map<number, string>();
    for (const { port: number, variable, what } of portsOf(env)) {
      const other = seen.get(number);
      const issue = (message: string) =>
        ctx.addIssue({ code: 'custom', path: [variable], message });
      if (number > 65_535) issue(`leaves no port for ${what}`);
      else if (other !== undefined) issue(`puts ${what} on port ${number}, which ${other} has`);
      else seen.set(number, what);
    }
  });

export type RunnerConfig = z.output<typeof runnerEnv>;

export interface PortUse {
  port: number;
  /** The variable that moves it. */
  variable: 'PORT' | 'OPS_PORT' | 'NATS_PORT' | 'POSTGRES_PORT' | 'OIDC_PORT';
  what: string;
  /** For this machine only, wherever the gateways listen. */
  inside: boolean;
}

type Ports = Pick<
  RunnerConfig,
  | 'PORT'
  | 'OPS_PORT'
  | 'NATS_PORT'
  | 'POSTGRES_PORT'
  | 'OIDC'
  | 'OIDC_PORT'
  | 'GATEWAYS'
  | 'PERSISTERS'
>;

export const gatewayPort = (env: Pick<Ports, 'PORT'>, index: number) => env.PORT + index;
export const gatewayOpsPort = (env: Pick<Ports, 'OPS_PORT'>, index: number) => env.OPS_PORT + index;
type OpsPorts = Pick<Ports, 'OPS_PORT' | 'GATEWAYS' | 'PERSISTERS'>;
export const webhooksOpsPort = ({ OPS_PORT, GATEWAYS, PERSISTERS }: OpsPorts) =>
  OPS_PORT + GATEWAYS + PERSISTERS;
export const persisterOpsPort = (env: Pick<Ports, 'OPS_PORT' | 'GATEWAYS'>, index: number) =>
  env.OPS_PORT + env.GATEWAYS + index;

/** Every port that will be listened on, with the variable that moves it. */
export function portsOf(env: Ports): PortUse[] {
  const ports: PortUse[] = [];
  const inside = false;
  for (let i = 0; i < env.GATEWAYS; i++) {
    ports.push({ port: gatewayPort(env, i), variable: 'PORT', what: `gateway-${i + 1}`, inside });
  }
  for (let i = 0; i < env.GATEWAYS; i++) {
    const what = `gateway-${i + 1}'s health`;
    ports.push({ port: gatewayOpsPort(env, i), variable: 'OPS_PORT', what, inside });
  }
  for (let i = 0; i < env.PERSISTERS; i++) {
    const what = `persister-${i + 1}'s health`;
    ports.push({ port: persisterOpsPort(env, i), variable: 'OPS_PORT', what, inside });
  }
  const webhooks = webhooksOpsPort(env);
  ports.push({ port: webhooks, variable: 'OPS_PORT', what: 'webhooks’ health', inside });
  ports.push({ port: env.NATS_PORT, variable: 'NATS_PORT', what: 'nats-server', inside: true });
  ports.push({
    port: env.POSTGRES_PORT,
    variable: 'POSTGRES_PORT',
    what: 'Postgres',
    inside: true,
  });
  if (env.OIDC === '1') {
    ports.push({ port: env.OIDC_PORT, variable: 'OIDC_PORT', what: 'the provider', inside });
  }
  return ports;
}
