// `make verify` as a program: its words, its exit codes, while people talk and while servers go away (P6).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { guardSubject, messageSubject } from '../../../src/chat/kernel/subjects.ts';
import { ROOT } from '../../../src/local/page.ts';
import { DEADLINE_HEADER } from '../../../src/shared/once.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { logCount, publishRaw } from '../../support/log.ts';
import { append, metric, post, posts } from '../../support/persister.ts';
import { assertRowsAreTheLog } from '../../support/verify.ts';

const PROGRAM = join(ROOT, 'src/persister/tools/verify.ts');

describe('make verify', () => {
  let chat: TestChat;
  beforeEach(async () => {
    chat = await startChat({ gateways: 0 });
    await append(chat, posts(20));
    await assertRowsAreTheLog(chat);
  });
  afterEach(() => chat.stop());

  async function verify(env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [PROGRAM], {
      env: { ...process.env, ...chat.env.operator, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended,
    ]);
    return { code, lines: stdout.trimEnd().split('\n'), stderr };
  }

  it('ends with 0 where they are equal, and says how far', async () => {
    const { code, lines, stderr } = await verify();
    assert.equal(code, 0, stderr);
    assert.equal(lines.length, 1);
    assert.match(
      lines[0] ?? '',
      /^The rows are the log: 20 entries from 1 to 20 in .+\/s, \d+ MB\); 0 dead letters\.$/,
    );
  });

  it('counts what is amiss among the dead letters, and no guard, which a ban needs', async () => {
    const subject = guardSubject('lobby');
    const guard = { subject, payload: '{}', headers: { [DEADLINE_HEADER]: '0' } };
    const late = { subject: messageSubject('lobby'), payload: '{}', headers: guard.headers };
    await publishRaw(chat, [guard, guard, late]);
    await assertRowsAreTheLog(chat);
    const { code, lines } = await verify();
    assert.equal(code, 0);
    assert.match(lines[0] ?? '', /: 23 entries from 1 to 23 .*; 1 dead letters\.$/);
    const opsPort = chat.persisters[0]?.opsPort ?? 0;
    assert.equal(await metric(opsPort, 'chat_dead_letters_total'), 1);
  });

  it('ends with 1 where they differ: a line each, bounded, of which a terminal obeys nothing', async () => {
    await chat.database.sql(`update message set text = e'\\x1b[2J\\u202e' where seq = 3`);
    await chat.database.sql('delete from event where seq in (5, 6, 7)');
    const { code, lines } = await verify({ MAX: '2' });
    assert.equal(code, 1);
    assert.equal(lines.length, 4);
    const [first = '', second = '', more, verdict = ''] = lines;
    assert.match(
      first,
      /^different +3 {2}message "guest-ada" "[0-9a-f-]{36}" {2}text: log "number 3", row "\S+"$/,
    );
    assert.doesNotMatch(lines.join(''), /\p{Cc}|\u202e/u);
    assert.equal(second, 'missing     5  event 5  there is no row');
    assert.equal(more, 'and 2 more');
    assert.match(
      verdict,
      /^The rows are not the log: 4 differences \((1 different, 3 missing|3 missing, 1 different)\)/,
    );
    assert.equal((await verify({ FROM: '8' })).code, 0);
  });

  it('ends with 2 where nothing can be said, and says why, without a password', async () => {
    const away = await verify({
      WAIT_MS: '1000',
      DATABASE_URL: 'postgres://operator:secret@127.0.0.1:1/chat',
    });
    assert.equal(away.code, 2, away.stderr);
    assert.match(away.stderr, /^make verify: .*the database cannot be asked/);
    const wrong = await verify({
      NATS_URL: chat.env.operator.NATS_URL.replace(/:[^:@]+@/, ':secret@'),
    });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^make verify: /);
    await chat.database.sql(`update progress set log_epoch = 'another'`);
    const other = await verify();
    assert.equal(other.code, 2);
    assert.match(other.stderr, /not known to be of the log/);
    for (const { stderr, lines } of [away, wrong, other]) {
      assert.doesNotMatch(stderr + lines.join(''), /secret|are the log/);
    }
  }).timeout(180_000);

  it('ends with 78 where it does not understand what it was told', async () => {
    const { code, stderr } = await verify({ FROM: '0', TO: 'nowhere' });
    assert.equal(code, 78);
    assert.match(stderr, /FROM must be from 1/);
    assert.match(stderr, /TO /);
  });

  it('finds nothing while people talk, ids are retried, and a server is killed and comes back', async () => {
    let talking = true;
    const talk = async () => {
      const nc = await chat.nats.connect('gateway');
      for (let i = 0; talking; i++) {
        const entries = [...posts(50, `room${i % 7}`), post(`again ${i}`)];
        for (const { subject, payload } of entries) nc.publish(subject, payload);
        await nc.flush().catch(() => undefined);
      }
      await nc.close();
    };
    const talked = talk();
    await publishRaw(chat, posts(20_000, 'busy'));
    await eventually(async () => assert.ok((await logCount(chat)) > 20_000), {
      deadlineMs: 30_000,
    });
    assert.ok((await assertRowsAreTheLog(chat)).entries > 20_000);
    let restarted: Promise<void> | undefined;
    const restart = async () => {
      await chat.nats.kill9();
      await chat.nats.restart();
    };
    const onProgress = () => {
      restarted ??= restart();
    };
    assert.ok((await assertRowsAreTheLog(chat, { onProgress })).entries > 20_000);
    assert.ok(restarted !== undefined, 'in the middle of it');
    await restarted;
    talking = false;
    await talked;
    await assertRowsAreTheLog(chat);
  }).timeout(240_000);
});
