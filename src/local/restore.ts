// `make restore DIR=…`: a backup of the log into a NATS that has no log yet. Sequences stay what they were; provisioning
// then brings sizes and replicas up to date and makes the mirror; until then there is one, for a single server refuses
// the three of a cluster's backup. Clients start over with the latest messages,
// for to them it is another log (its epoch is new).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readEnv } from '../shared/env.ts';
import { inboxPrefix } from '../shared/subjects.ts';
import { openNatsCli } from './nats-cli.ts';

const config = readEnv(
  'make restore',
  z.object({
    /** With the user that makes streams. */
    NATS_URL: z.string({ error: 'is required: nats://user:password@host:port' }),
    DIR: z
      .string({ error: 'is required: where the backup is' })
      .refine((dir) => existsSync(join(dir, 'backup.json')), 'holds no backup (backup.json)'),
  }),
);
const { command } = await openNatsCli(config.NATS_URL);
const inbox = ['--inbox-prefix', inboxPrefix('provision')];
process.exitCode = await command([
  'backup',
  'restore',
  'stream',
  config.DIR,
  '--no-progress',
  '--replicas=1',
  ...inbox,
]);
