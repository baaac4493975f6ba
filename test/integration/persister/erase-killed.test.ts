// The eraser is killed while people talk, edit and delete: afterwards what was deleted is nowhere (log, mirror, rows, a new
// backup, what programs wrote), what was not is everywhere, and the rows are the log at every moment.
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from '../../../src/local/child.ts';
import { ROOT } from '../../../src/local/page.ts';
import { RECENT_STREAM, STREAM } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { add, deleted, edited, everything, say } from '../../support/erasing.ts';
import { eventually } from '../../support/eventually.ts';
import { metric } from '../../support/persister.ts';
import { runProgram } from '../../support/program.ts';
import { tempDir } from '../../support/temp.ts';
import { assertRowsAreTheLog } from '../../support/verify.ts';

const KILLS = 5;
const SLOW = { deadlineMs: 40_000 };

/** So random that no compression hides it. */
const text = (): string => randomBytes(24).toString('hex');

describe('the eraser, killed under load', function () {
  this.timeout(150_000);
  let chat: TestChat;
  const dir = tempDir('erased');
  before(async () => {
    chat = await startChat({ env: { BATCH_MAX: '20' } });
  });
  after(async () => {
    await chat?.stop();
    dir.remove();
  });

  const gone: string[] = [];
  const stays: string[] = [];
  /** Of programs that were killed as well. */
  const lines: string[] = [];

  it('leaves nothing of what was deleted, and everything else', async () => {
    const gateway = await chat.nats.connect('gateway');
    let talking = true;
    const people = Array.from({ length: 4 }, async (_, person) => {
      const room = `room${person}`;
      while (talking) {
        const [secret, better, kept, late] = [text(), text(), text(), text()];
        const message = await say(gateway, secret, { room });
        const other = await say(gateway, kept, { room });
        await add(gateway, edited(message, better));
        await add(gateway, deleted(message));
        if (randomInt(3) === 0) {
          await add(gateway, edited(message, late));
          gone.push(late);
        }
        gone.push(secret, better);
        stays.push(kept);
        if (randomInt(3) === 0) {
          stays.push(text());
          await add(gateway, edited(other, String(stays.at(-1))));
        }
        await sleep(randomInt(150, 400));
      }
    });
    for (let kills = 0; kills < KILLS; kills++) {
      await sleep(randomInt(200, 1_500));
      const [persister] = chat.persisters;
      await persister?.kill9();
      lines.push(...(persister?.lines() ?? []));
      // Whatever it left half done is not held against the rows.
      if (kills === 0) await assertRowsAreTheLog(chat, { to: 'checkpoint' });
      await chat.startPersister();
    }
    talking = false;
    await Promise.all(people);
    assert.ok(gone.length > 50, `only ${gone.length}`);
    await isErased();
    await assertRowsAreTheLog(chat);
  });

  const isErased = () =>
    eventually(async () => {
      const [row] = await chat.database.sql<{ owed: number }>(
        `select count(*)::int as owed from event
         where type = 'MessageDeleted' and seq > (select seq from erasure)`,
      );
      const { last_seq } = (await infoOf(STREAM)).state;
      const [at] = await chat.database.sql<{ seq: number }>('select seq::int from progress');
      assert.deepEqual([row?.owed, at?.seq], [0, last_seq]);
      const [persister] = chat.persisters;
      assert.equal(await metric(persister?.opsPort ?? 0, 'chat_erasures_owed'), 0);
    }, SLOW);

  const infoOf = async (stream: string) => {
    const nc = await chat.nats.connect('operator');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    return await jsm.streams.info(stream).finally(() => nc.close());
  };

  /** None of what was deleted is in it; all that stays is, or as much as `least` says. */
  const holds = (what: string, said: string, least = stays.length) => {
    for (const secret of gone) assert.ok(!said.includes(secret), `${what} has what was deleted`);
    const there = stays.filter((kept) => said.includes(kept)).length;
    assert.ok(there >= least, `${what} has ${there} of ${stays.length}`);
  };

  it('in the log and its mirror', async () => {
    const operator = await chat.nats.connect('operator');
    for (const stream of [STREAM, RECENT_STREAM] as const) {
      const said = [...(await everything(operator, stream)).values()].join('\n');
      holds(stream, said, stream === STREAM ? stays.length : 1);
    }
  });

  it('in the rows', async () => {
    const events = await chat.database.sql('select data, extra from event');
    holds('event', JSON.stringify(events));
    const messages = await chat.database.sql('select text from message');
    holds('message', JSON.stringify(messages), 1);
  });

  it('in a new backup', async () => {
    const url = chat.nats.url.replace('//', `//backup:${chat.nats.passwords.backup}@`);
    const child = startChild({
      name: 'backup',
      command: process.execPath,
      args: [join(ROOT, 'src/local/backup.ts')],
      env: { ...process.env, NATS_URL: url, DIR: join(dir.path, 'log') },
    });
    assert.equal((await child.exited).code, 0, child.lines().join('\n'));
    const files = readdirSync(dir.path, { recursive: true, withFileTypes: true });
    const bytes = files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    holds('the backup', bytes.join('\n'), 1);
  });

  it('in what the programs wrote', () => {
    for (const program of [...chat.gateways, ...chat.persisters]) lines.push(...program.lines());
    assert.ok(lines.length > KILLS);
    holds('the log of a program', lines.join('\n'), 0);
  });

  it('in rows that are made anew, and in those that were there before', async () => {
    const env = { ...chat.env.provision, LOG_LEVEL: 'warn', DROP_OLD: '1' };
    const { code, lines: said } = await runProgram('rebuild', env);
    assert.equal(code, 0, said.join('\n'));
    holds('event', JSON.stringify(await chat.database.sql('select data, extra from event')));
    const letters = await chat.database.sql('select reason from dead_letter');
    assert.deepEqual(letters, []);
    await isErased();
    await assertRowsAreTheLog(chat);
  });
});
