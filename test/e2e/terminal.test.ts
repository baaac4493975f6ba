import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { SignJWT } from 'jose';
import { connect } from '../../src/client/client.ts';
import { chatAtTerminal } from '../../src/client/terminal/chat.ts';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import type { TestProgram } from '../support/program.ts';
import type { Frame, WireClient } from '../support/wire.ts';

const TERMINAL = fileURLToPath(new URL('../../src/client/terminal/main.ts', import.meta.url));

/** The program with a pipe before it; `end` gives what it said and how it ended. */
function pipe(env: Record<string, string>) {
  const child = spawn(process.execPath, [TERMINAL], { env: { ...process.env, ...env } });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const output = Promise.all([text(child.stdout), text(child.stderr), ended]);
  return {
    child,
    write: (lines: string) => child.stdin.write(lines),
    end: async (lines = '') => {
      child.stdin.end(lines);
      const [out, err, code] = await output;
      return { out: out.split('\n').filter((line) => line !== ''), err, code };
    },
  };
}

describe('the terminal chat', () => {
  let chat: TestChat;
  let reader: WireClient;
  before(async () => {
    chat = await startChat();
    reader = await chat.join('Reader');
    await reader.join('lobby');
  });
  after(async () => {
    await reader?.close();
    await chat?.stop();
  });

  const env = (more: Record<string, string> = {}) => ({
    NAME: 'Ada',
    ROOM: 'lobby',
    CHAT_URLS: chat.urls().join(','),
    ...more,
  });
  const textsIn = (frames: Frame[]) =>
    frames.map((frame) => (frame['data'] as { text: string }).text);

  describe('through a pipe', () => {
    it('makes one message of one line, says the sequence of each, and exits 0 when all are stored', async () => {
      const { out, err, code } = await pipe(env()).end('one\n\ntwo\nthree without a newline');
      assert.deepEqual([code, err], [0, '']);
      assert.equal(out.length, 3);
      for (const line of out) assert.match(line, /^\d+ [0-9a-f-]{36}$/);
      await eventually(() =>
        assert.deepEqual(textsIn(reader.events('lobby')), [
          'one',
          'two',
          'three without a newline',
        ]),
      );
    });

    it('names the line that was not stored, stores the others, and does not exit 0', async () => {
      const lines = `fine\n${'x'.repeat(5000)}\nfine as well\n`;
      const { out, err, code } = await pipe(env({ ROOM: 'long' })).end(lines);
      assert.equal(code, 1);
      assert.equal(out.length, 2);
      assert.match(err, /line 2 was not stored: A message has at most 4096 characters/);
    });

    it('says every problem of its environment and what to do, and exits 78', async () => {
      const wrong = { NAME: '', ROOM: 'No Room', CHAT_URLS: '' };
      const { err, code } = await pipe(env(wrong)).end('hello\n');
      assert.equal(code, 78);
      assert.match(err, /NAME is missing: say who you are, e\.g\. NAME=ada/);
      assert.match(err, /ROOM=No Room: A room name has/);
      assert.match(err, /CHAT_URLS is missing: start the chat with "make run"/);
    });

    it('says that nothing is there when no gateway answers', async () => {
      const { err, code } = await pipe(env({ CHAT_URLS: 'http://127.0.0.1:1' })).end('hello\n');
      assert.equal(code, 69);
      assert.match(err, /cannot be reached/);
      assert.match(err, /make run/);
    });

    it('loses nothing and repeats nothing when its gateway is killed on the way', async () => {
      const program = pipe(env({ ROOM: 'bumpy' }));
      program.write('before\n');
      await reader.join('bumpy');
      await eventually(() => assert.equal(reader.events('bumpy').length, 1));
      const [gateway] = chat.gateways;
      assert.ok(gateway);
      await gateway.kill9();
      program.write('during\n');
      await chat.startGateway({ PORT: String(gateway.port) });
      const { out, code } = await program.end('after\n');
      assert.equal(code, 0);
      assert.equal(out.length, 3);
      await reader.close();
      reader = await chat.join('Reader');
      const frames = await reader.join('bumpy', { last: 200 });
      const events = frames.filter(({ type }) => type === 'event');
      assert.deepEqual(textsIn(events), ['before', 'during', 'after']);
    });

    it('ends at once on Ctrl-C, though the pipe is still open', async () => {
      const program = pipe(env());
      const first = once(program.child.stdout, 'data');
      program.write('hello\n');
      await first;
      program.child.kill('SIGINT');
      assert.deepEqual(await once(program.child, 'exit'), [130, null]);
    });
  });

  /** Somebody at a terminal, on any gateway unless told. */
  const sit = async (name: string, room: string, how: { token?: string; url?: string } = {}) => {
    const token = how.token ?? (await chat.session(name)).token;
    const input = new PassThrough();
    const output = Object.assign(new PassThrough(), { columns: 80, hasColors: () => false });
    let shown = '';
    output.on('data', (data) => {
      shown += stripVTControlCharacters(String(data));
    });
    const client = connect({ url: how.url ?? chat.urls(), token });
    const ended = chatAtTerminal(client, { room, input, output });
    const type = (line: string) => void input.write(`${line}\r`);
    const find = (what: RegExp) => what.exec(shown) ?? assert.fail(`${what} in ${shown}`);
    const see = (what: RegExp) => eventually(() => find(what));
    return {
      client,
      type,
      press: (key: string) => void input.write(key),
      see,
      /** Types it until that is the answer. */
      ask: (line: string, answer: RegExp) =>
        eventually(() => {
          type(line);
          find(answer);
        }),
      /** What names a message to them. */
      numberOf: async (line: string) => (await see(new RegExp(`(\\d+) \\d\\d:\\d\\d ${line}`)))[1],
      ended,
    };
  };

  describe('at a terminal', () => {
    it('shows the room, what others say, and one’s own messages once they are stored', async () => {
      const wire = await chat.join('Grace');
      await wire.join('den');
      await wire.post('den', 'said before');
      const ada = await sit('Ada', 'den');
      await ada.see(/\d\d:\d\d Grace \(guest\) {2}said before/);
      await ada.see(/you are in #den/);
      ada.type('hello');
      await ada.see(/\d\d:\d\d Ada \(guest\) {2}hello ✓/);
      await wire.post('den', 'hi Ada');
      await ada.see(/Grace \(guest\) {2}hi Ada\n/);
      ada.press('\u0003');
      assert.equal(await ada.ended, 0);
      await wire.close();
    });

    it('enters, lists and leaves rooms, and shows older messages', async () => {
      const wire = await chat.join('Grace');
      await wire.join('deep');
      for (let i = 1; i <= 45; i += 1) await wire.post('deep', `line ${i}.`);
      const ada = await sit('Ada', 'den');
      await ada.see(/you are in #den/);
      ada.type('/join deep');
      await ada.see(/line 26\.[\s\S]*line 45\.[\s\S]*you are in #deep/);
      ada.type('/history');
      await ada.see(/before that, #deep:[\s\S]*line 6\.[\s\S]*line 25\./);
      ada.type('/history');
      await ada.see(/line 1\.[\s\S]*line 5\.[\s\S]*that is where it begins/);
      ada.type('/rooms');
      await ada.see(/#den {2}#deep/);
      ada.type('/leave');
      await ada.see(/you left #deep and are in #den/);
      ada.type('/nonsense');
      await ada.see(/\/nonsense is no command; \/help lists them/);
      ada.type('/quit');
      assert.equal(await ada.ended, 0);
      await wire.close();
    });

    it('shows the control characters of others instead of obeying them', async () => {
      const wire = await chat.join('Mallory');
      await wire.join('tricks');
      await wire.post('tricks', 'bell \u0007 and \u001b[2J clear');
      const ada = await sit('Ada', 'tricks');
      await ada.see(/bell \ufffd and \ufffd\[2J clear/);
      ada.type('/quit');
      await ada.ended;
      await wire.close();
    });

    it('says when it is not connected, and gives back what was never stored', async () => {
      const ada = await sit('Ada', 'den');
      await ada.see(/you are in #den/);
      const [gateway] = chat.gateways;
      assert.ok(gateway);
      await gateway.kill9();
      await ada.see(/not connected \(lost\); the next try is in \d+ s/);
      ada.type('into the dark');
      await ada.see(/waits to be sent: into the dark/);
      ada.type('/quit');
      assert.equal(await ada.ended, 1);
      await chat.startGateway({ PORT: String(gateway.port) });
    });
  });

  describe('at two terminals on two gateways', () => {
    let there: TestProgram;
    before(async () => {
      there = await chat.startGateway();
    });
    after(async () => {
      await there?.stop();
    });
    /** A guest who may do what moderators may. */
    const moderator = (name: string) =>
      new SignJWT({ name, roles: ['moderator'] })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('chatk8s')
        .setSubject(`guest-${crypto.randomUUID()}`)
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(chat.env.gateway['SESSION_SECRET']));

    it('does everything that messages can', async () => {
      const [here = '', elsewhere = ''] = chat.urls();
      const token = await moderator('Mira');
      const mira = await sit('Mira', 'pair', { url: here, token });
      const noor = await sit('Noor', 'pair', { url: elsewhere });
      for (const one of [mira, noor]) await one.see(/you are in #pair/);

      mira.type('hello');
      const hello = await noor.numberOf('Mira \\(guest\\) {2}hello');
      noor.type(`/reply ${hello} hi there`);
      await mira.see(/Noor \(guest\) ↪ Mira ‹hello› {2}hi there/);
      mira.type('/edit hullo');
      await noor.see(/✎ Mira \(guest\): hullo/);
      noor.type(`/reply ${hello} really?`);
      await mira.see(/Noor \(guest\) ↪ Mira ‹hullo› {2}really\?/);
      noor.type(`/react ${hello} 👍`);
      await mira.see(/👍 1 on ‹hullo›/);
      noor.type(`/react ${hello} 👍`);
      await mira.see(/no reactions any more on ‹hullo›/);

      noor.type(`/pin ${hello}`);
      await noor.see(/not sent: the pin \(only a moderator may pin a message\)/);
      mira.type(`/pin ${await mira.numberOf('Noor \\(guest\\) ↪ Mira ‹hullo› {2}really\\?')}`);
      await noor.see(/📌 Mira \(guest\) pinned ‹really\?›/);
      noor.type('/pins');
      await noor.see(/pinned in #pair[\s\S]*Noor \(guest\) ↪ Mira ‹hullo› {2}really\? 📌/);

      noor.press('half a thought');
      await mira.see(/#pair · Noor is typing › /);
      noor.press('\u0015');
      await mira.ask(
        '/who',
        /2 in #pair: (?:Mira \(guest\), Noor \(guest\)|Noor \(guest\), Mira \(guest\))\n/,
      );
      noor.type(`/edit ${hello} mine`);
      await noor.see(/is of Mira: only who wrote it changes it/);
      mira.type('/delete');
      await noor.see(/✗ Mira \(guest\) deleted a message \(/);
      noor.type(`/reply ${hello} too late`);
      await noor.see(/the message \d+ is deleted/);

      mira.type('/join aside');
      await mira.see(/you are in #aside/);
      noor.type('said meanwhile');
      await mira.see(/#pair +\d+ \d\d:\d\d Noor \(guest\) {2}said meanwhile/);
      mira.type('/rooms');
      await mira.see(/#pair \(1 new\) {2}#aside/);
      const again = await sit('Mira', 'pair', { url: elsewhere, token });
      await again.see(
        /↪ Mira ‹deleted› {2}hi there[\s\S]*— new —[\s\S]*Noor \(guest\) {2}said meanwhile/,
      );
      await mira.ask('/rooms', /· #pair {2}#aside/);
      for (const one of [mira, noor, again]) {
        one.type('/quit');
        assert.equal(await one.ended, 0);
      }
    });
  });
});
