// The connection to Postgres: a small pool whose every wait has a limit, so that a database that is away is
// noticed and said, never waited for.
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { MikroORM } from '@mikro-orm/postgresql';
import { entities } from './entities.ts';

const CONNECT_MS = 3_000;
const STATEMENT_MS = 20_000;
/**
 * A connection on which nothing came or went for so long is dead, whatever TCP believes: a server that lives ends a
 * statement before, and the pool closes an idle connection before.
 */
const DEAD_MS = 25_000;
/** Two batches, history and look-ups; the database is shared by all replicas. */
const POOL_MAX = 6;

/** Where Postgres is, and who says that it is the one. */
export interface DatabasePlace {
  url: string;
  caFile?: string | undefined;
}

/** Encrypted and checked against this authority and the host's name, when there is one; else in the clear. */
export const tlsOf = ({ caFile }: DatabasePlace) =>
  caFile === undefined ? {} : { ssl: { ca: readFileSync(caFile, 'utf8') } };

/** A socket that fails what waits on it when the other end went silent, as after a failover of a database. */
function mortalSocket(): Socket {
  const socket = new Socket();
  const die = () => socket.destroy(new Error(`Postgres said nothing for ${DEAD_MS} ms`));
  return socket.setTimeout(DEAD_MS, die);
}

/** Opens nothing yet: the first query connects. */
export async function openDatabase(
  place: DatabasePlace,
  applicationName: string,
): Promise<MikroORM> {
  return await MikroORM.init({
    clientUrl: place.url,
    entities,
    pool: { min: 0, max: POOL_MAX },
    driverOptions: {
      ...tlsOf(place),
      application_name: applicationName,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      idle_in_transaction_session_timeout: STATEMENT_MS,
      stream: mortalSocket,
      keepAlive: true,
    },
    // Its findings come to us as rejections; it must not write to stdout by itself.
    logger: () => undefined,
  });
}
