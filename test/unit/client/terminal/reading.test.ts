// How far one has read, and who is writing, in the terminal chat.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Time } from '../time.ts';
import { BOB, byAda, EVE, eachSits, live, type Sitting, said, sit } from './sitting.ts';

const NEW = '— new —';

describe('reading in the terminal chat', () => {
  let time: Time;
  let terminal: Sitting | undefined;
  beforeEach(() => {
    time = new Time();
  });
  afterEach(async () => {
    await terminal?.end();
    time.giveBack();
  });
  const open = async (read?: number) => {
    terminal = await sit(read === undefined ? {} : { read });
    return terminal;
  };
  const texts = ({ rows }: Sitting) =>
    rows().flatMap((row) => row.match(/— new —|(?<=(?:Bob|Ada) {2})\S+/g) ?? []);

  it('begins below a line where one left off, on another device or before', async () => {
    const terminal = await open(2);
    await terminal.tell(...[1, 2, 3, 4].map((seq) => said(seq, `t${seq}`)), live(4));
    assert.deepEqual(texts(terminal), ['t1', 't2', NEW, 't3', 't4']);
    await terminal.tell(said(5, 't5'));
    assert.deepEqual(texts(terminal).slice(-2), ['t4', 't5']);
  });

  it('has no such line where nothing is new, or one said it oneself, or was never here', async () => {
    for (const read of [undefined, 2]) {
      const terminal = await open(read);
      await terminal.tell(said(1, 't1'), said(2, 't2'), said(3, 't3', byAda), live(3));
      assert.deepEqual(texts(terminal), ['t1', 't2', 't3']);
      await terminal.end();
    }
  });

  it('is told as far as it was shown, in the room that one is in', async () => {
    const terminal = await open();
    await terminal.tell(said(1, 't1'), said(2, 't2'), live(2));
    assert.deepEqual(terminal.sent('read').at(-1), { type: 'read', room: 'lobby', seq: 2 });
    await terminal.type('/join den');
    await terminal.tell(live(2, 'den'), said(3, 't3'));
    await time.pass(1_000);
    assert.equal(terminal.sent('read').at(-1)?.seq, 2);
  });

  it('of what passed by meanwhile is counted in /rooms, and shown again on coming back', async () => {
    const terminal = await open();
    await terminal.tell(said(1, 't1'), live(1));
    await terminal.type('/join den');
    await terminal.tell(live(1, 'den'), said(2, 't2'), said(3, 't3'), said(4, 't4', byAda));
    await terminal.type('/rooms');
    assert.equal(terminal.rows().at(-1), '· #lobby (2 new)  #den');
    await terminal.type('/join lobby');
    assert.deepEqual(texts(terminal).slice(-3), [NEW, 't2', 't3']);
    await time.pass(1_000);
    assert.equal(terminal.sent('read').at(-1)?.seq, 4);
    await terminal.type('/rooms');
    assert.equal(terminal.rows().at(-1), '· #lobby  #den');
    await terminal.type('/join lobby');
    assert.equal(texts(terminal).filter((text) => text === NEW).length, 1);
  });

  it('of more than is known is counted as more', async () => {
    const terminal = await open();
    await terminal.tell(said(1, 't1'), live(1));
    await terminal.type('/join den');
    await terminal.tell(live(1, 'den'), { type: 'joined', room: 'lobby', skipped: true, read: 1 });
    await terminal.tell(said(30, 't30'), said(31, 't31'), live(31));
    await terminal.type('/rooms');
    assert.equal(terminal.rows().at(-1), '· #lobby (2+ new)  #den');
  });

  it('elsewhere is taken over: what was read there is not new here', async () => {
    const terminal = await open();
    await terminal.tell(said(1, 't1'), live(1));
    await terminal.type('/join den');
    await terminal.tell(live(1, 'den'), said(2, 't2'), said(3, 't3'));
    await terminal.tell({ type: 'read', room: 'lobby', seq: 2 });
    await terminal.type('/rooms');
    assert.equal(terminal.rows().at(-1), '· #lobby (1 new)  #den');
  });
});

describe('writing in the terminal chat', () => {
  let time: Time;
  let terminal: Sitting;
  eachSits(
    (sitting) => {
      terminal = sitting;
    },
    (own) => {
      time = own;
    },
  );
  const writes = (user = BOB, room = 'lobby') => ({ type: 'typing', room, user });

  it('is told while one types something that will be said, once in a while', async () => {
    await terminal.press('hel');
    await terminal.press('lo');
    assert.deepEqual(terminal.sent('typing'), [{ type: 'typing', room: 'lobby' }]);
    await time.pass(2_500);
    await terminal.press('\u001b[D');
    assert.equal(terminal.sent('typing').length, 1, 'a key that changes nothing is no typing');
    await terminal.press('!');
    assert.equal(terminal.sent('typing').length, 2);
  });

  it('is not told of what is no message', async () => {
    for (const line of ['  ', '/join den2', '/delete 1', '/reply ', '/nonsense x']) {
      await terminal.press(line);
      await terminal.press('\u0015');
    }
    assert.deepEqual(terminal.sent('typing'), []);
    await terminal.press('/reply 1 x');
    assert.equal(terminal.sent('typing').length, 1);
  });

  it('of others stands beside the room’s name, and ends with the message or by itself', async () => {
    await terminal.press('half a thought');
    await terminal.tell(writes());
    assert.equal(terminal.line(), '#lobby · Bob is typing › half a thought');
    await terminal.tell(writes(EVE));
    assert.equal(terminal.line(), '#lobby · Bob and Eve are typing › half a thought');
    await terminal.tell(said(1, 'hello'));
    assert.equal(terminal.line(), '#lobby · Eve is typing › half a thought');
    await time.pass(4_000);
    await terminal.tell(writes(EVE));
    await time.pass(4_000);
    assert.equal(terminal.line(), '#lobby · Eve is typing › half a thought');
    await time.pass(1_000);
    assert.equal(terminal.line(), '#lobby › half a thought');
    await terminal.type('!');
    assert.equal(terminal.sent('post')[0]?.text, 'half a thought!');
  });

  it('in another room is not shown, nor when one goes there, nor without a connection', async () => {
    await terminal.tell(writes());
    await terminal.type('/join den');
    assert.equal(terminal.line(), '#den ›');
    await terminal.tell(live(0, 'den'), writes());
    assert.equal(terminal.line(), '#den ›');
    await terminal.tell(writes(BOB, 'den'));
    assert.match(terminal.line(), /Bob is typing/);
    terminal.socket.close();
    await terminal.tell();
    assert.equal(terminal.line(), '#den ›');
  });
});
