// `make restore DIR=…`: a backup of the log into a NATS that has no log yet. Sequences stay what they were; provisioning
// then brings sizes and replicas up to date and makes the mirror; until then there is one, for a single server refuses
// the three of a cluster's backup. Clients start over with the latest messages, for to them it is another log (its epoch
// is new). A server keeps what a restore that was cut off brought, and takes it for a stream: until all is there, it has
// a subject that nobody writes to. Invariant: what is removed has that subject, so it is no log that anybody used.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readEnv } from '../shared/env.ts';
import { assertShape } from '../shared/log-shape.ts';
import { inboxPrefix, RESTORING, STREAM } from '../shared/subjects.ts';
import { sentenceOf } from './failure.ts';
import { openNatsCli } from './nats-cli.ts';

interface StreamConfig extends Record<string, unknown> {
  subjects?: string[];
}

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
const say = (line: string) => process.stderr.write(`${line}\n`);
const { path: nats, command } = await openNatsCli(config.NATS_URL);
const inbox = ['--inbox-prefix', inboxPrefix('provision')];
const scratch = mkdtempSync(join(tmpdir(), 'chatk8s-restore-'));
try {
  process.exitCode = await restore();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function restore(): Promise<number> {
  const there = await streamThere();
  if (there !== undefined && !isUnfinished(there)) {
    say('make restore: there is a log already, and it stays as it is');
    return 78;
  }
  if (there !== undefined) {
    say('An earlier restore was cut off: what it brought is removed.');
    const code = await command(['stream', 'rm', STREAM, '--force', ...inbox]);
    if (code !== 0) return code;
  }
  const backup = readFileSync(join(config.DIR, 'backup.json'), 'utf8');
  const log = { ...(JSON.parse(backup) as { config: StreamConfig }).config, num_replicas: 1 };
  try {
    assertShape(log);
  } catch (error) {
    say(`make restore: ${sentenceOf(error)}`);
    return 78;
  }
  const unfinished = file('unfinished.json', { ...log, subjects: [RESTORING] });
  const from = [config.DIR, '--no-progress', '--replicas=1', `--config=${unfinished}`];
  const code = await command(['backup', 'restore', 'stream', ...from, ...inbox]);
  if (code !== 0) return code;
  const whole = `--config=${file('whole.json', log)}`;
  return await command(['stream', 'edit', STREAM, whole, '--force', ...inbox]);
}

function isUnfinished({ subjects }: StreamConfig): boolean {
  return subjects?.length === 1 && subjects[0] === RESTORING;
}

/**
 * How the stream is configured; undefined where there is none. Asked as it is: where there is none, `nats stream info`
 * waits for a list of streams, which this user may not have.
 */
async function streamThere(): Promise<StreamConfig | undefined> {
  try {
    const args = ['request', `$JS.API.STREAM.INFO.${STREAM}`, '', '--raw', ...inbox];
    const { stdout } = await promisify(execFile)(nats, args);
    return (JSON.parse(stdout) as { config?: StreamConfig }).config;
  } catch {
    // No answer: what is wrong, the restore itself says best.
    return undefined;
  }
}

function file(name: string, content: object): string {
  const path = join(scratch, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}
