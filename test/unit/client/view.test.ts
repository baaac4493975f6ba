// A room's view over a client whose gateway says what the test says.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { EMPTY_VIEW } from '../../../src/chat/kernel/view.ts';
import { fold } from '../../../src/chat/views.ts';
import { type ChatClient, connect } from '../../../src/client/client.ts';
import { memoryStorage } from '../../../src/client/storage.ts';
import { LiveView } from '../../../src/client/view.ts';
import { FIRST_COMMANDS } from '../../../src/shared/wire/frames.ts';
import { eventsOf } from '../web/events.ts';
import { EPOCH } from './scripted.ts';
import { type ScriptedSocket, Sockets, welcome } from './sockets.ts';

describe('a view of a room on top of a client', () => {
  let client: ChatClient;
  let socket: ScriptedSocket;
  let view: LiveView;
  let changes: number;
  const open = async (kept?: LiveView['view'], commands?: readonly string[]) => {
    const { WebSocket, opened } = new Sockets();
    const storage = memoryStorage();
    const seq = kept?.messages.at(-1)?.seq;
    if (seq !== undefined) storage.saveCursor('lobby', { seq, epoch: EPOCH });
    client = connect({ url: 'ws://127.0.0.1:9', token: 't', storage, WebSocket });
    changes = 0;
    const changed = () => {
      changes += 1;
    };
    view = new LiveView(client, 'lobby', { changed, ...(kept && { kept }) });
    void client.join('lobby').catch(() => undefined);
    await turn();
    assert.ok(opened[0]);
    socket = opened[0];
    welcome(socket, commands && { commands });
  };
  afterEach(() => client.close());
  const tell = (first: number, last: number) => {
    for (const event of eventsOf(first, last)) socket.frame(event);
  };
  const isLive = (seq: number) => socket.frame({ type: 'live', room: 'lobby', seq });
  const seqs = () => view.view.messages.map(({ seq }) => seq);
  const asked = () => {
    const question = socket.sent.findLast((frame) => frame.type === 'history');
    assert.ok(question);
    return question;
  };
  const answer = (first: number, last: number, more: boolean) =>
    socket.frame({ ...asked(), events: eventsOf(first, last), more });

  it('has what the backlog and the room say, of its own room alone', async () => {
    await open();
    tell(1, 2);
    isLive(2);
    tell(3, 3);
    for (const event of eventsOf(4, 4)) socket.frame({ ...event, room: 'other' });
    assert.deepEqual([seqs(), changes], [[1, 2, 3], 3]);
    assert.equal(view.view, view.view);
  });

  it('asks for messages where the gateway takes that: as they are now, with what was done in the room beside them', async () => {
    await open(undefined, [...FIRST_COMMANDS, 'history.as']);
    tell(8, 9);
    isLive(9);
    const loading = view.loadOlder(2);
    await turn();
    const { id, before, as, limit } = asked();
    assert.deepEqual([before, as, limit], [8, 'messages', 2]);
    const [first, second, third] = eventsOf(5, 7);
    const shown = fold(
      EMPTY_VIEW,
      [first, third].filter((one) => one !== undefined),
    ).messages;
    const messages = shown.map(({ marks: _, ...message }) => ({
      ...message,
      text: 'as it is now',
    }));
    const created = { ...second, event: 'RoomCreated', data: { room: { kind: 'public' } } };
    const page = { messages, events: [created], low: 4, more: true, newer: false, asOf: 9 };
    socket.frame({ type: 'history', id, room: 'lobby', ...page } as never);
    assert.equal(await loading, 'more');
    assert.deepEqual(
      view.view.messages.map(({ text }) => text),
      ['as it is now', 'as it is now', 'text 8', 'text 9'],
    );
    assert.deepEqual([view.view.notices.map(({ seq }) => seq), view.view.low], [[6], 4]);
  });

  it('goes on from what was kept', async () => {
    await open();
    tell(1, 3);
    const kept = view.view;
    client.close();
    await open(kept);
    assert.equal(view.view, kept);
    tell(4, 4);
    assert.deepEqual(seqs(), [1, 2, 3, 4]);
  });

  it('has the pages of the past before it, until there is no more', async () => {
    await open();
    tell(11, 12);
    isLive(12);
    const older = view.loadOlder(5);
    await turn();
    assert.deepEqual([asked().before, asked().limit], [11, 5]);
    tell(13, 13);
    answer(6, 10, true);
    assert.equal(await older, 'more');
    const oldest = view.loadOlder();
    await turn();
    assert.equal(asked().before, 6);
    answer(1, 5, false);
    assert.equal(await oldest, 'none');
    assert.deepEqual(
      seqs(),
      eventsOf(1, 13).map(({ seq }) => seq),
    );
  });

  it('leaves out a page that would leave a hole', async () => {
    await open();
    tell(11, 20);
    isLive(20);
    const older = view.loadOlder();
    await turn();
    view.trim(3);
    answer(1, 10, false);
    assert.equal(await older, 'again');
    assert.deepEqual(seqs(), [18, 19, 20]);
    void view.loadOlder().catch(() => undefined);
    await turn();
    assert.equal(asked().before, 18);
  });

  it('leaves out a page of a log that is gone', async () => {
    await open();
    tell(11, 12);
    isLive(12);
    const older = view.loadOlder();
    await turn();
    const question = asked();
    socket.frame({ type: 'reset', room: 'lobby', reason: 'ahead' });
    socket.frame({ ...question, events: eventsOf(1, 10), more: false });
    assert.equal(await older, 'again');
    assert.deepEqual(seqs(), []);
  });

  it('is empty where the log is another one, and hears nothing once it is closed', async () => {
    await open();
    tell(1, 3);
    socket.frame({ type: 'reset', room: 'lobby', reason: 'epoch' });
    assert.deepEqual(seqs(), []);
    tell(1, 1);
    assert.deepEqual(seqs(), [1]);
    view.close();
    tell(2, 2);
    assert.deepEqual(seqs(), [1]);
  });

  it('begins anew behind what was skipped, and has the rest as pages of the past', async () => {
    await open(fold(EMPTY_VIEW, eventsOf(1, 3)));
    socket.frame({ type: 'joined', room: 'lobby', head: 900, skipped: true });
    tell(801, 803);
    isLive(900);
    assert.deepEqual([seqs(), view.view.low], [[801, 802, 803], 801]);
    const older = view.loadOlder(2);
    await turn();
    await turn();
    assert.equal(asked().before, 801);
    answer(799, 800, true);
    assert.equal(await older, 'more');
    assert.deepEqual(seqs(), [799, 800, 801, 802, 803]);
  });

  it('leaves out a page of before everything was let go of', async () => {
    await open();
    tell(11, 12);
    isLive(12);
    const older = view.loadOlder();
    await turn();
    const question = asked();
    view.trim(0);
    socket.frame({ ...question, events: eventsOf(1, 10), more: false });
    assert.equal(await older, 'again');
    assert.deepEqual(seqs(), []);
    void view.loadOlder().catch(() => undefined);
    await turn();
    assert.equal(asked().before, 13);
  });

  it('begins at the end of a room that it was asked for before that was entered', async () => {
    await open();
    const older = view.loadOlder(5);
    await turn();
    isLive(12);
    answer(8, 12, true);
    assert.deepEqual([await older, seqs()], ['more', [8, 9, 10, 11, 12]]);
    assert.ok((asked().before ?? 0) > 12);
    tell(13, 13);
    assert.deepEqual(seqs(), [8, 9, 10, 11, 12, 13]);
  });
});
