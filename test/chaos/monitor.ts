// What NATS servers say of themselves over HTTP: health as the probes ask it, who leads, what is held open.
import { z } from 'zod';
import { RECENT_STREAM, STREAM } from '../../src/shared/subjects.ts';
import type { NatsServer } from './nats-servers.ts';
import type { World } from './world.ts';

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

async function streamsOn(server: NatsServer) {
  const { account_details } = await ask(server, 'jsz?streams=true&consumers=true', jsz);
  return account_details?.flatMap(({ stream_detail }) => stream_detail ?? []) ?? [];
}

const DURABLE = 'persister';

/** What has a leader and followers: both streams, and the consumer that the rows are read by. */
async function groupsOn(server: NatsServer) {
  const streams = await streamsOn(server);
  const log = streams.find(({ name }) => name === STREAM);
  return {
    stream: log?.cluster,
    recent: streams.find(({ name }) => name === RECENT_STREAM)?.cluster,
    consumer: log?.consumer_detail?.find(({ name }) => name === DURABLE)?.cluster,
  };
}

type Group = keyof Awaited<ReturnType<typeof groupsOn>>;
const GROUPS: readonly Group[] = ['stream', 'recent', 'consumer'];

/** The name of the server that leads the log, or its durable consumer. */
export async function leaderOf(
  servers: readonly NatsServer[],
  what: 'stream' | 'consumer',
): Promise<string | undefined> {
  for (const server of servers) {
    const groups = await groupsOn(server).catch(() => undefined);
    const leader = groups?.[what]?.leader;
    if (leader !== undefined && leader !== '') return leader;
  }
  return undefined;
}

/** What some server does not have all of, or nobody leads: one of them may lose its disk when there is nothing. */
export async function lagging(servers: readonly NatsServer[]): Promise<Group[]> {
  const whole = new Set<Group>();
  for (const server of servers) {
    const groups = await groupsOn(server).catch(() => undefined);
    for (const what of GROUPS) {
      const state = groups?.[what];
      if (state?.leader !== server.name) continue;
      const replicas = state.replicas ?? [];
      const isCurrent =
        replicas.length === servers.length - 1 &&
        replicas.every(({ current, lag }) => current === true && (lag ?? 0) === 0);
      if (isCurrent) whole.add(what);
    }
  }
  return GROUPS.filter((what) => !whole.has(what));
}

/** Whether the log is wherever it should be; one server has it or is not there. */
export const isWhole = async ({ nats, shape }: Pick<World, 'nats' | 'shape'>): Promise<boolean> =>
  shape.mode === 'r1' || (await lagging(nats)).length === 0;
