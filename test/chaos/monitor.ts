// What NATS servers say of themselves over HTTP: health as the probes ask it, who leads, what is held open.
import { z } from 'zod';
import { STREAM } from '../../src/shared/subjects.ts';
import type { NatsServer } from './nats-servers.ts';

const ASK_WITHIN_MS = 2_000;

const cluster = z
  .object({
    leader: z.string().optional(),
    replicas: z
      .array(z.object({ current: z.boolean().optional(), lag: z.number().optional() }))
      .nullish(),
  })
  .optional();
const jsz = z.object({
  consumers: z.number(),
  account_details: z
    .array(
      z.object({
        stream_detail: z
          .array(
            z.object({
              name: z.string(),
              cluster,
              consumer_detail: z.array(z.object({ name: z.string(), cluster })).nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});
const varz = z.object({ connections: z.number(), subscriptions: z.number() });

async function ask<S extends z.ZodType>(
  server: NatsServer,
  path: string,
  schema: S,
): Promise<z.output<S>> {
  const response = await fetch(`http://127.0.0.1:${server.monitorPort}/${path}`, {
    signal: AbortSignal.timeout(ASK_WITHIN_MS),
  });
  return schema.parse(await response.json());
}

/** The liveness probe of one server, or of one of three. Undefined: it said nothing. */
export async function natsAlive(server: NatsServer, clustered: boolean) {
  const path = clustered ? 'healthz?js-enabled-only=true' : 'healthz';
  try {
    const response = await fetch(`http://127.0.0.1:${server.monitorPort}/${path}`, {
      signal: AbortSignal.timeout(ASK_WITHIN_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return undefined;
  }
}

export const connectionsOf = (server: NatsServer) => ask(server, 'varz', varz);
export const consumersOf = async (server: NatsServer) =>
  (await ask(server, 'jsz?consumers=true', jsz)).consumers;

async function logOn(server: NatsServer) {
  const { account_details } = await ask(server, 'jsz?streams=true&consumers=true', jsz);
  return account_details
    ?.flatMap(({ stream_detail }) => stream_detail ?? [])
    .find(({ name }) => name === STREAM);
}

/** The name of the server that leads the log, or its durable consumer. */
export async function leaderOf(
  servers: readonly NatsServer[],
  what: 'stream' | 'consumer',
): Promise<string | undefined> {
  for (const server of servers) {
    const log = await logOn(server).catch(() => undefined);
    const consumer = log?.consumer_detail?.find(({ name }) => name === 'persister');
    const leader = (what === 'stream' ? log : consumer)?.cluster?.leader;
    if (leader !== undefined && leader !== '') return leader;
  }
  return undefined;
}

/** Whether every server has all of the log: one of them may lose its disk. */
export async function everyReplicaIsCurrent(servers: readonly NatsServer[]): Promise<boolean> {
  for (const server of servers) {
    const state = (await logOn(server).catch(() => undefined))?.cluster;
    if (state?.leader !== server.name) continue;
    const replicas = state.replicas ?? [];
    return (
      replicas.length === servers.length - 1 &&
      replicas.every(({ current, lag }) => current === true && (lag ?? 0) === 0)
    );
  }
  return false;
}
