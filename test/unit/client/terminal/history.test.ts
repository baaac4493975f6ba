// What `/history` asks a gateway for, which says what the test says.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { connect } from '../../../../src/client/client.ts';
import { chatAtTerminal } from '../../../../src/client/terminal/chat.ts';
import { eventAt } from '../../web/events.ts';
import { Sockets, welcome } from '../sockets.ts';
import { done, live, type Sitting, said, sit } from './sitting.ts';

describe('the history in the terminal chat', () => {
  it('begins at the end of a log that is another one', async () => {
    const { WebSocket, opened } = new Sockets();
    const client = connect({ url: 'ws://127.0.0.1:9', token: 't', WebSocket });
    const [input, output] = [new PassThrough(), new PassThrough()];
    const ended = chatAtTerminal(client, { room: 'lobby', input, output });
    await turn();
    const [socket] = opened;
    assert.ok(socket);
    const live = (seq: number) => socket.frame({ type: 'live', room: 'lobby', seq });
    welcome(socket);
    socket.frame(eventAt(3));
    live(3);
    socket.frame({ type: 'reset', room: 'lobby', reason: 'ahead' });
    socket.frame(eventAt(40));
    live(40);
    input.write('/history\r');
    for (let i = 0; i < 5; i += 1) await turn();
    const question = socket.sent.find((frame) => frame.type === 'history');
    input.write('/quit\r');
    await ended;
    assert.equal(question?.before, 40);
  });

  it('of a log that is another one has nothing to do with what was printed and read before', async () => {
    const terminal = await sit({ read: 90 });
    await terminal.tell(said(91, 'text'), live(91));
    await terminal.type('/join den');
    const again = [said(5, 'text', { id: 'm91' }), said(6, 'text')];
    await terminal.tell(
      ...[live(91, 'den'), { type: 'reset', room: 'lobby', reason: 'epoch' }],
      ...[{ type: 'joined', room: 'lobby', read: 5 }, ...again, live(6)],
    );
    assert.equal(terminal.rows().filter((row) => /#lobby.*Bob {2}text/.test(row)).length, 2);
    await terminal.type('/rooms');
    assert.equal(terminal.rows().at(-1), '· #lobby (1 new)  #den');
    await terminal.type('/reply 1 x');
    assert.match(terminal.rows().at(-1) ?? '', /1 names no message/);
    await terminal.end();
  });

  describe('of a long room', () => {
    let terminal: Sitting;
    beforeEach(async () => {
      terminal = await sit();
    });
    afterEach(async () => {
      await terminal.end();
    });
    const shown = () => terminal.rows().filter((row) => row.includes('Bob  text')).length;
    const ofBob = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, i) => said(first + i, `text ${first + i}`));
    /** The gateway answers what was asked last. */
    const page = (first: number, last: number, more: boolean) => {
      const [{ id } = assert.fail()] = terminal.sent('history').slice(-1);
      const events = ofBob(first, last);
      return terminal.tell({ type: 'history', id, room: 'lobby', events, more });
    };

    it('is known as far as it is bounded, and told again', async () => {
      await terminal.tell(live(0), ...ofBob(1_001, 2_100));
      assert.equal(shown(), 1_100);
      await terminal.type('/reply 1 x');
      assert.match(terminal.rows().at(-1) ?? '', /1 names no message/);
      await terminal.type('/reply 1100 x');
      assert.equal(terminal.sent('post')[0]?.replyTo, 2_100);
      await terminal.type('/history');
      assert.equal(terminal.sent('history').at(-1)?.before, 1_502);
      await page(1_400, 1_501, true);
      assert.equal(shown(), 1_100 + 102);
      await terminal.tell(said(3_000, 'text'));
      assert.equal(shown(), 1_100 + 103, 'nothing is said twice');
    });

    it('is printed before it is all there, where a gateway sends more than was asked for', async () => {
      await terminal.tell(...ofBob(1, 1_500));
      assert.equal(shown(), 1_000);
      await terminal.tell(live(1_500));
      assert.equal(shown(), 1_500);
    });

    it('goes on over pages in which there is no message, and says where it begins', async () => {
      await terminal.tell(said(90, 'text'), live(90));
      await terminal.type('/history');
      const [{ id } = assert.fail()] = terminal.sent('history');
      const events = [done(80, 'ReactionAdded', said(20, 'text'), { emoji: '👍' })];
      await terminal.tell({ type: 'history', id, room: 'lobby', events, more: true });
      assert.equal(terminal.sent('history').at(-1)?.before, 80);
      await page(19, 20, true);
      assert.deepEqual(
        terminal
          .rows()
          .slice(-3)
          .map((row) => row.replace(/\d\d:\d\d/, 'hh:mm')),
        [' 2 hh:mm Bob  text 19', ' 3 hh:mm Bob  text 20 👍 1', '· /history shows more'],
      );
      await terminal.type('/history');
      await page(1, 0, false);
      assert.match(terminal.rows().at(-1) ?? '', /nothing older in #lobby/);
    });

    it('is told when something comes meanwhile, and that is told, too', async () => {
      await terminal.tell(said(90, 'text'), live(90));
      await terminal.type('/history');
      await terminal.tell(said(91, 'text'));
      await page(10, 12, false);
      assert.equal(shown(), 5);
      assert.match(terminal.rows().at(-1) ?? '', /that is where it begins/);
    });
  });
});
