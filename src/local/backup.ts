// `make backup DIR=…`: the whole log into a directory, through the plain nats CLI, while people talk. It holds what
// was stored when it began; the rows are not in it, for they are made again from it.
// Invariant: the directory exists whole or not at all; what an interrupted backup left goes with the next one.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { endProcess } from '../shared/end-process.ts';
import { readEnv } from '../shared/env.ts';
import { inboxPrefix, STREAM } from '../shared/subjects.ts';
import { sentenceOf } from './failure.ts';
import { openNatsCli } from './nats-cli.ts';
import { removeUnfinishedBackup } from './unfinished-backup.ts';

const config = readEnv(
  'make backup',
  z.object({
    /** With the only user who may copy the log: NATS_BACKUP_URL of DATA_DIR/env. */
    NATS_URL: z.string({ error: 'is required: nats://backup:password@host:port' }),
    DIR: z
      .string({ error: 'is required: where the backup goes' })
      .transform((dir) => dir.replace(/\/+$/, ''))
      .refine((dir) => !existsSync(dir), 'exists already: name a new directory'),
  }),
);
const aside = `${config.DIR}.part`;
try {
  removeUnfinishedBackup(aside);
} catch (error) {
  process.stderr.write(`make backup: ${sentenceOf(error)}\n`);
  endProcess(78);
}
const { command } = await openNatsCli(config.NATS_URL);
const inbox = ['--inbox-prefix', inboxPrefix('backup')];
const code = await command(['backup', 'stream', STREAM, aside, '--no-progress', ...inbox]);
if (code === 0) renameSync(aside, config.DIR);
else rmSync(aside, { recursive: true, force: true });
process.exitCode = code;
