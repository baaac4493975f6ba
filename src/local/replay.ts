// `make replay ROOM=lobby`: a room's log through the plain nats CLI: this finds the CLI, says the command (on stderr,
// without the password) and runs it. All that stands between is that a terminal obeys nothing of what people wrote.
// Invariant: reading changes nothing; whatever consumer is made is ephemeral, never the persister's.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { roomFilter } from '../chat/kernel/subjects.ts';
import { readEnv } from '../shared/env.ts';
import { ROOM_NAME } from '../shared/names.ts';
import { STREAM } from '../shared/subjects.ts';
import { openNatsCli } from './nats-cli.ts';

const replayEnv = z
  .object({
    /** With the operator's user and password, as DATA_DIR/env has it. */
    NATS_URL: z.string({ error: 'is required: nats://user:password@host:port' }),
    ROOM: z.string().regex(ROOM_NAME, 'must be a room name: a-z 0-9 _ -').default('lobby'),
    SINCE: z
      .string()
      .regex(/^(\d+[wdhms])+$/, 'must be a duration such as 1h or 1d12h')
      .optional(),
    FROM: z
      .string()
      .regex(/^[1-9]\d*$/, 'must be a sequence: 1 or more')
      .optional(),
    PACE: z.enum(['original', 'fast']).default('fast'),
    RAW: z.enum(['0', '1']).default('0'),
  })
  .refine((env) => env.SINCE === undefined || env.FROM === undefined, {
    path: ['FROM'],
    message: 'cannot be combined with SINCE',
  });

const config = readEnv('make replay', replayEnv);
/** As it is only into a file or a program. */
const output = config.RAW === '1' && !process.stdout.isTTY ? 'shown' : 'printable';
const subject = roomFilter(config.ROOM);
const say = (line: string) => process.stderr.write(`${line}\n`);
const { path: nats, command } = await openNatsCli(config.NATS_URL);
const run = promisify(execFile);

if (await isEmpty()) say(`The log holds nothing of the room ${config.ROOM}.`);
else process.exitCode = config.PACE === 'original' ? await replayOriginal() : await replayFast();

/** Asked first, because the CLI waits for the first message of a room that has none. */
async function isEmpty(): Promise<boolean> {
  try {
    const { stdout } = await run(nats, ['stream', 'subjects', STREAM, subject, '--json']);
    return Object.keys(JSON.parse(stdout) as object).length === 0;
  } catch {
    // Whatever is wrong, the command itself says it best.
    return false;
  }
}

function replayFast(): Promise<number> {
  const { SINCE, FROM, RAW } = config;
  const start = SINCE ? ['--since', SINCE] : FROM ? ['--start-sequence', FROM] : ['--all'];
  const args = ['sub', subject, '--stream', STREAM, ...start, '--terminate-at-end', '--wait', '5s'];
  return command([...args, ...(RAW === '1' ? ['--raw'] : [])], output);
}

/** At the pace of the conversation: only a consumer can, so one is made and removed. */
async function replayOriginal(): Promise<number> {
  const { SINCE, FROM, RAW } = config;
  const name = `replay-${process.pid}-${Date.now().toString(36)}`;
  const made = await command(
    [
      ...['consumer', 'add', STREAM, name, '--pull', '--deliver', SINCE ?? FROM ?? 'all'],
      ...['--filter', subject, '--replay', 'original', '--ack', 'none'],
      ...['--ephemeral', '--inactive-threshold', '5m', '--defaults'],
    ],
    'quiet',
  );
  if (made !== 0) return made;
  try {
    if ((await pendingOf(name)) === 0) {
      say('There is nothing in that window.');
      return 0;
    }
    const raw = RAW === '1' ? ['--raw'] : [];
    const args = ['sub', '--stream', STREAM, '--durable', name, '--terminate-at-end'];
    return await command([...args, ...raw], output);
  } finally {
    await command(['consumer', 'rm', STREAM, name, '--force'], 'quiet');
  }
}

async function pendingOf(name: string): Promise<number> {
  const { stdout } = await run(nats, ['consumer', 'info', STREAM, name, '--json']);
  return (JSON.parse(stdout) as { num_pending: number }).num_pending;
}
