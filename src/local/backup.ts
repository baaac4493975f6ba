// `make backup DIR=…`: the whole log into a directory, through the plain nats CLI, while people talk. It holds what
// was stored when it began; the rows are not in it, for they are made again from it.
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { readEnv } from '../shared/env.ts';
import { STREAM } from '../shared/subjects.ts';
import { openNatsCli } from './nats-cli.ts';

const config = readEnv(
  'make backup',
  z.object({
    /** With the operator's user and password, as DATA_DIR/env has it. */
    NATS_URL: z.string({ error: 'is required: nats://user:password@host:port' }),
    DIR: z
      .string({ error: 'is required: where the backup goes' })
      .refine((dir) => !existsSync(dir), 'exists already: name a new directory'),
  }),
);
const { command } = await openNatsCli(config.NATS_URL);
process.exitCode = await command(['backup', 'stream', STREAM, config.DIR, '--no-progress']);
