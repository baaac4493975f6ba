// Connections to Postgres: small pools whose every wait has a limit, so that a database that is away is
// noticed and said, never waited for.
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { MikroORM } from '@mikro-orm/postgresql';

/** For a new connection, and for one of the pool to come free. */
const CONNECT_MS = 3_000;
/**
 * A connection on which nothing came or went for so long is dead, whatever TCP believes: a server that lives ends a
 * statement before, and the pool closes an idle connection before.
 */
const DEAD_MS = 25_000;

export interface DatabaseUse {
  /** As Postgres lists it. */
  name: string;
  /** The database is shared by all replicas. */
  connectionsMax: number;
  /** The server ends what takes longer; 0: nothing, and then TCP alone says that a connection is dead. */
  statementMs: number;
  /** What a session begins with, as the server's command line takes it. */
  options?: string;
}

/** Two batches, and one each that takes long to die; and what was left over. */
export const WRITING = { connectionsMax: 5, statementMs: 20_000 };
/** A question, one that went silent, and the checkpoint: no batch waits for these, and they wait for no batch. */
export const WATCHING = { connectionsMax: 3, statementMs: 4_000 };
/** Whoever asks waits; of its own, so that no flood of questions takes a connection from the rows. */
export const READING = { connectionsMax: 4, statementMs: 2_000 };

/** Whoever looks through all messages holds up no page of history; so many of them share the disk. */
export const SEARCHING = { connectionsMax: 2, statementMs: 2_000 };

/** One piece of the log after another; it waits for nothing but the disk. */
export const VERIFYING = { connectionsMax: 1, statementMs: 20_000 };

/** One piece after another. */
export const INDEXING = { connectionsMax: 1, statementMs: 20_000 };

/** One transaction after another; NATS is asked in between, and no batch waits for that. */
export const ERASING = { connectionsMax: 1, statementMs: 20_000 };

/** Where Postgres is, and who says that it is the one. */
export interface DatabasePlace {
  url: string;
  caFile?: string | undefined;
}

/** Encrypted and checked against this authority and the host's name, when there is one; else in the clear. */
export const tlsOf = ({ caFile }: DatabasePlace) =>
  caFile === undefined ? {} : { ssl: { ca: readFileSync(caFile, 'utf8') } };

/** A URL has an IPv6 address in brackets, which no socket takes. */
export const hostOf = ({ url }: DatabasePlace) => {
  const address = /^\[(.*)\]$/.exec(new URL(url).hostname)?.[1];
  return address === undefined ? {} : { host: address };
};

/** A socket that fails what waits on it when the other end went silent, as after a failover of a database. */
function mortalSocket(): Socket {
  const socket = new Socket();
  const die = () => socket.destroy(new Error(`Postgres said nothing for ${DEAD_MS} ms`));
  return socket.setTimeout(DEAD_MS, die);
}

/** The ORM brings connections and migrations; which tables there are is said in src/chat. */
export const NO_ENTITIES = { entities: [], discovery: { warnWhenNoEntities: false } };

/** Opens nothing yet: the first query connects. */
export async function openDatabase(
  place: DatabasePlace,
  { name, connectionsMax, statementMs, options }: DatabaseUse,
): Promise<MikroORM> {
  return await MikroORM.init({
    clientUrl: place.url,
    ...hostOf(place),
    ...NO_ENTITIES,
    pool: { min: 0, max: connectionsMax },
    driverOptions: {
      ...tlsOf(place),
      application_name: name,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: statementMs,
      idle_in_transaction_session_timeout: statementMs,
      ...(statementMs > 0 ? { stream: mortalSocket } : { keepAliveInitialDelayMillis: 10_000 }),
      ...(options !== undefined && { options }),
      keepAlive: true,
    },
    // Its findings come to us as rejections; it must not write to stdout by itself.
    logger: () => undefined,
  });
}
