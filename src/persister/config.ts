// What the persister and its provisioning read from their environment.
import { z } from 'zod';
import { commonEnv, integer, natsEnv } from '../shared/env.ts';

const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be postgres://user[:password]@host:port/database',
});

/** Beside a URL without one, so that a password alone can stand in a file. */
const databasePassword = z.string().min(1).optional();

/** Where Postgres is, and as whom; `password` takes the place of one in the URL. */
export function withPassword(url: string, password: string | undefined): string {
  const account = new URL(url);
  if (password !== undefined) account.password = encodeURIComponent(password);
  return account.href;
}

/** PEM file of the authority that signed Postgres' certificate: with it, nothing is said unencrypted. */
const databaseCaFile = z.string().min(1).optional();

/** What every program reads that asks the database. */
export const databaseEnv = {
  DATABASE_URL: databaseUrl,
  DB_PASSWORD: databasePassword,
  DATABASE_CA_FILE: databaseCaFile,
};

export const persisterEnv = z.object({
  ...commonEnv,
  ...natsEnv,
  ...databaseEnv,
  /** As whom it takes out of the log what was deleted. Without a password that waits, and everything else goes on. */
  NATS_ERASER_USER: z.string().min(1).default('eraser'),
  NATS_ERASER_PASSWORD: z.string().min(1).optional(),
  /** A batch is written when it has so many events or is so old, whichever comes first. */
  BATCH_MAX: integer(1, 5_000, 1_000),
  BATCH_WAIT_MS: integer(1, 10_000, 50),
  /** The newest rows are compared with the log so often. */
  VERIFY_EVERY_MS: integer(100, 86_400_000, 30_000),
});
export type PersisterConfig = z.output<typeof persisterEnv>;

/** It becomes part of a connection URL and of SQL: letters and digits only. */
const password = z.string().regex(/^[A-Za-z0-9_-]{12,}$/, 'must be 12 or more of A-Z a-z 0-9 _ -');

export const provisionEnv = z.object({
  ...commonEnv,
  ...natsEnv,
  /** A role that owns the database and may create roles. */
  ADMIN_DATABASE_URL: databaseUrl,
  OWNER_DB_PASSWORD: databasePassword,
  DATABASE_CA_FILE: databaseCaFile,
  PERSISTER_DB_PASSWORD: password,
  OPERATOR_DB_PASSWORD: password,
  /** The log is full at this size: it never drops history by itself. */
  STREAM_MAX_BYTES: integer(1_048_576, Number.MAX_SAFE_INTEGER, 1_073_741_824),
  /** Of the read marks, some 150 bytes each: where there are more, those go that did not move for the longest. */
  READ_MARKS_MAX_BYTES: integer(65_536, Number.MAX_SAFE_INTEGER, 67_108_864),
  STREAM_REPLICAS: integer(1, 5, 1),
  /** How long to wait for NATS and Postgres to come up. */
  WAIT_MS: integer(0, 3_600_000, 120_000),
});
export type ProvisionConfig = z.output<typeof provisionEnv>;
