// The passwords of this machine's programs: random, made once, kept where only the owner can read them.
// Each program gets its own user, on one machine as in a cluster.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const passwords = <T extends Record<string, z.ZodString>>(shape: T) => z.object(shape);
const secret = z.string().min(16);

const schema = z.object({
  nats: passwords({ gateway: secret, persister: secret, provision: secret, operator: secret }),
  postgres: passwords({ superuser: secret, owner: secret, persister: secret, operator: secret }),
  /** Signs the guests' tokens; the same for every gateway. */
  session: secret.min(32),
});
export type Credentials = z.output<typeof schema>;
export type NatsPasswords = Credentials['nats'];

/** Hexadecimal after a letter: nats-server reads an unquoted `12345` or `5k` as a number. */
const random = (): string => `p${randomBytes(24).toString('hex')}`;

export const newCredentials = (): Credentials => ({
  nats: { gateway: random(), persister: random(), provision: random(), operator: random() },
  postgres: { superuser: random(), owner: random(), persister: random(), operator: random() },
  session: random(),
});

/** Those in the file, or new ones that are in the file from now on. */
export function loadCredentials(path: string): Credentials {
  if (existsSync(path)) {
    const read = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (!read.success) throw new Error(`${path} is not a file of this program's secrets`);
    chmodSync(path, 0o600);
    return read.data;
  }
  const made = newCredentials();
  const aside = `${path}.new`;
  writeFileSync(aside, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  renameSync(aside, path);
  return made;
}
