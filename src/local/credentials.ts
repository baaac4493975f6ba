// The passwords of this machine's programs: random, made once, kept where only the owner can read them.
// Each program gets its own user, on one machine as in a cluster.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const passwords = <T extends Record<string, z.ZodString>>(shape: T) => z.object(shape);
const secret = z.string().min(16);

const schema = z.object({
  nats: passwords({
    gateway: secret,
    persister: secret,
    eraser: secret,
    webhooks: secret,
    provision: secret,
    operator: secret,
    backup: secret,
    admin: secret,
  }),
  postgres: passwords({ superuser: secret, owner: secret, persister: secret, operator: secret }),
  /** Signs the guests' tokens; the same for every gateway. */
  session: secret.min(32),
  /** What the secrets of webhooks are made of; the same for every gateway and for the program that signs with them. */
  webhook: secret.min(32),
});
export type Credentials = z.output<typeof schema>;
export type NatsPasswords = Credentials['nats'];

/** Hexadecimal after a letter: nats-server reads an unquoted `12345` or `5k` as a number. */
const random = (): string => `p${randomBytes(24).toString('hex')}`;

export const newCredentials = (): Credentials => ({
  nats: {
    gateway: random(),
    persister: random(),
    eraser: random(),
    webhooks: random(),
    provision: random(),
    operator: random(),
    backup: random(),
    admin: random(),
  },
  postgres: { superuser: random(), owner: random(), persister: random(), operator: random() },
  session: random(),
  webhook: random(),
});

/**
 * Those in the file, or new ones that are in the file from now on. Passwords of users that are newer than the file are
 * added. `madeWith`: a database that knows no other passwords than the file's.
 */
export function loadCredentials(path: string, madeWith?: string): Credentials {
  const made = newCredentials();
  if (!existsSync(path)) {
    if (madeWith === undefined || !existsSync(madeWith)) return write(path, made);
    throw new Error(
      `${path} is gone, and ${madeWith} was made with its passwords: bring it back, or move that away ` +
        '(the rows are made again from what the log holds)',
    );
  }
  const kept = parse(readFileSync(path, 'utf8'));
  const nats = { ...made.nats, ...(kept?.nats as object) };
  const read = schema.safeParse({ webhook: made.webhook, ...kept, nats });
  if (kept?.nats === undefined || !read.success) {
    throw new Error(
      `${path} holds no secrets of this program (cut short, or another's): bring it back, or delete the directory ` +
        'and everything that was said to start anew',
    );
  }
  chmodSync(path, 0o600);
  const isOlder = Object.keys(kept.nats as object).length < Object.keys(nats).length;
  return isOlder || kept['webhook'] === undefined ? write(path, read.data) : read.data;
}

function write(path: string, credentials: Credentials): Credentials {
  const aside = `${path}.new`;
  // On the disk before it has its name: a power cut leaves all of it or nothing.
  writeFileSync(aside, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(aside, path);
  return credentials;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? { ...json } : undefined;
  } catch {
    // Cut short: said by who reads it.
    return undefined;
  }
}
