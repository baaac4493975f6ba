// The terminal chat in a real terminal while others talk: what is being typed stays, at any width, and so does what they say. What is
// pasted is one message.
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { sitAtTerminal, type TestTerminal } from '../support/terminal.ts';
import type { WireClient } from '../support/wire.ts';

const TYPED = 'a long thought, 漢字 and 🙂, that wraps over some rows of most terminals';
const SAID = ['<short>', `<${'words that wrap, 漢字 🙂, '.repeat(4)}>`, '<and another one>'];
const read = (rows: readonly string[]) => rows.join('').replaceAll(' ', '');

describe('the terminal chat in a real terminal', () => {
  let chat: TestChat;
  let ada: WireClient;
  let terminal: TestTerminal | undefined;
  before(async () => {
    chat = await startChat();
    ada = await chat.join('Ada');
  });
  afterEach(() => terminal?.kill());
  after(async () => {
    await ada?.close();
    await chat?.stop();
  });

  const sit = async (room: string, columns: number) => {
    const env = { NAME: `At ${room}`, ROOM: room, CHAT_URLS: chat.urls().join(',') };
    const made = sitAtTerminal(env, columns);
    terminal = made;
    await ada.join(room);
    await eventually(() => assert.match(read(made.rows()), new RegExp(`youarein#${room}`)), {
      deadlineMs: 20_000,
    });
    return made;
  };
  const heard = (room: string) =>
    ada.events(room).map(({ data }) => (data as { text: string }).text);

  for (const [columns, ...others] of [
    [18, 70, 25],
    [40, 200, 41, 20],
    [79, 33, 120],
  ] as const) {
    it(`keeps a line that is typed and what comes meanwhile, ${[columns, ...others].join(' then ')} columns wide`, async () => {
      const room = `w${columns}`;
      const made = await sit(room, columns);
      const said: string[] = [];
      const prompt = `#${room}›`;
      const check = () => {
        const screen = read(made.rows());
        assert.ok(screen.endsWith(prompt + TYPED.replaceAll(' ', '')), screen);
        let from = 0;
        for (const text of said.map((one) => one.replaceAll(' ', ''))) {
          const at = screen.indexOf(text, from);
          assert.ok(at >= 0, `${text} is gone from ${screen}`);
          from = at + text.length;
        }
      };
      made.press(TYPED);
      await eventually(check);
      for (const to of [columns, ...others]) {
        if (to !== columns) await made.resize(to);
        await eventually(check);
        for (const text of SAID) {
          said.push(`${text}${to}`);
          await ada.post(room, `${text}${to}`);
        }
        await eventually(check);
      }
      made.press('\r');
      await eventually(() => assert.equal(heard(room).at(-1), TYPED));
      await made.see(/ ✓/, 'ever');
      assert.equal(await made.quit(), 0);
    });
  }

  it('sends what is pasted as one message, and obeys nothing in it', async () => {
    const made = await sit('paste', 60);
    made.press('see: ');
    made.press('\u001b[200~one\r\n/quit\n\tthree\u0003\u001b[201~');
    made.press('\r');
    await eventually(() => assert.deepEqual(heard('paste'), ['see: one\n/quit\n\tthree']));
    await made.see(/ ✓/, 'ever');
    assert.equal(await made.quit(), 0);
  });
});
