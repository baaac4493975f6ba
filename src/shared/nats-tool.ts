// The way to NATS of a tool that a person runs and waits for: user and password stand beside the address, or in it, as
// DATA_DIR/env has them.
import { readFileSync } from 'node:fs';
import type { NatsConnection } from 'nats';
import type { NatsEnv } from './nats.ts';
import { connectOverOneSocket } from './nats-transport.ts';
import { inboxPrefix } from './subjects.ts';

export interface NatsTool {
  /** As the server lists it. */
  name: string;
  /** Whose user it is: of that one is its inbox. */
  user: string;
  /** Comes back for ever; else it ends with the first connection that is lost. */
  isPatient?: boolean;
}

/** Rejects where there is no server, or none that takes the user. */
export async function connectTool(
  { name, user: program, isPatient = false }: NatsTool,
  { NATS_URL, NATS_USER, NATS_PASSWORD, NATS_CA_FILE }: NatsEnv,
): Promise<NatsConnection> {
  const urls = NATS_URL.map((url) => new URL(url));
  const [first] = urls;
  const user = NATS_USER ?? decodeURIComponent(first?.username ?? '');
  const pass = NATS_PASSWORD ?? decodeURIComponent(first?.password ?? '');
  return await connectOverOneSocket({
    servers: urls.map(({ protocol, host }) => `${protocol}//${host}`),
    ...(user !== '' && { user, pass }),
    ...(NATS_CA_FILE !== undefined && { tls: { ca: readFileSync(NATS_CA_FILE, 'utf8') } }),
    name,
    inboxPrefix: inboxPrefix(program),
    ...(isPatient
      ? { maxReconnectAttempts: -1, ignoreAuthErrorAbort: true, reconnectTimeWait: 500 }
      : { reconnect: false }),
    pingInterval: 3_000,
    timeout: 5_000,
    noAsyncTraces: true,
  });
}
