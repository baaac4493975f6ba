// Everything that the log was ever given, in front of today's programs: what they do not know they pass on, keep and skip.
import assert from 'node:assert/strict';
import { headers } from 'nats';
import { encodeFact } from '../../src/chat/kernel/codec.ts';
import type { Envelope } from '../../src/chat/kernel/fact.ts';
import { connect } from '../../src/client/client.ts';
import { STREAM } from '../../src/shared/subjects.ts';
import type { EventFrame } from '../../src/shared/wire/frames.ts';
import { EVERY_SHAPE, ROOM, type Shape, timed } from '../fixtures/every-shape.ts';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { textsFromTheTop } from './scrolling.ts';
import {
  enter,
  message,
  openRoom,
  startBrowser,
  type TestBrowser,
  WEB_ENV,
} from './web-browser.ts';

const isShown = ({ is }: Shape) => is === 'known' || is === 'foreign';
/** What concerns no room is told to nobody who is in one. */
const isOfRoom = ({ payload }: Shape) => (payload as Envelope).room !== undefined;
const texts = EVERY_SHAPE.map(({ text }) => text).filter((text) => text !== undefined);
const deleted = EVERY_SHAPE.filter((shape) => shape.deleted).length;
const payloadOf = ({ payload }: Shape) =>
  typeof payload === 'string' ? payload : encodeFact(payload as Envelope);

describe('a log that holds one entry of every shape ever written', () => {
  let chat: TestChat;
  let browser: TestBrowser;
  /** As they stand in the log. */
  const shown: Shape[] = [];
  before(async function () {
    this.timeout(120_000);
    browser = await startBrowser();
    chat = await startChat({ env: WEB_ENV });
    const gateway = await chat.nats.connect('gateway');
    const admin = await chat.nats.connect('admin');
    const places = new Map<string, { seq: number; at: string }>();
    const operator = await chat.nats.connect('operator');
    const jsm = await operator.jetstreamManager({ checkAPI: false });
    for (const [i, one] of EVERY_SHAPE.entries()) {
      const shape = timed(one, (id) => places.get(id) ?? assert.fail(id));
      if (isShown(shape)) shown.push(shape);
      const head = headers();
      for (const [name, value] of Object.entries(shape.headers ?? {})) head.set(name, value);
      const subject = shape.subject ?? `chat.room.${ROOM}.message`;
      const nc = subject.startsWith('chat.operator.') ? admin : gateway;
      nc.publish(subject, payloadOf(shape), { headers: head });
      await nc.flush();
      const seq = i + 1;
      const { time } = await eventually(() => jsm.streams.getMessage(STREAM, { seq }));
      const { id } = one.payload as { id?: string };
      if (id !== undefined) places.set(id, { seq, at: new Date(time).toISOString() });
    }
    await operator.close();
    await gateway.close();
    await admin.close();
  });
  after(async () => {
    await browser?.close();
    await chat?.stop();
  });

  const framesOf = (): EventFrame[] => {
    const frames = shown
      // What was deleted is given to nobody who comes later.
      .filter((shape) => isOfRoom(shape) && !shape.deleted)
      .map(({ payload }) => payload as Envelope & Record<string, unknown>);
    return frames.map(({ v, type, id, user, data, ...more }) => ({
      ...more,
      type: 'event',
      seq: 0,
      at: '',
      event: type,
      ...(v > 1 && { v }),
      user,
      id: id.toLowerCase(),
      data,
    })) as EventFrame[];
  };
  const withoutPlace = (frames: readonly object[]) =>
    frames.map((frame) => ({ ...frame, seq: 0, at: '' }));

  it('is given to clients field by field, live, as a backlog and as history', async () => {
    const wire = await chat.join('Wire');
    await eventually(async () => {
      const frames = await wire.join(ROOM, { last: 200 });
      assert.deepEqual(withoutPlace(frames.filter(({ type }) => type === 'event')), framesOf());
    });
    // The rows have it until it is erased.
    await eventually(async () => {
      const from = wire.frames.length;
      wire.send({ type: 'history', id: 'h', room: ROOM, before: 10_000, limit: 200 });
      const page = await wire.waitFor(({ type }) => type === 'history', { from });
      assert.deepEqual(withoutPlace(page['events'] as object[]), framesOf());
    });
    await wire.close();
  });

  it('is emitted by the SDK, what it does not know included, and its cursor passes all of it', async () => {
    const { token } = await chat.session('Sdk');
    const client = connect({ url: chat.urls(), token });
    const seen: EventFrame[] = [];
    client.on('event', (event) => seen.push(event));
    await client.join(ROOM, { last: 200 });
    assert.deepEqual(withoutPlace(seen), framesOf());
    const end = client.cursor(ROOM)?.seq ?? 0;
    assert.ok(end >= EVERY_SHAPE.length, `the cursor is at ${end}`);
    client.close();
  });

  it('is kept whole in the rows: facts as facts, the rest as dead letters', async () => {
    await eventually(async () => {
      const events = await chat.database.sql(
        "select seq from event where user_id in ('ada', 'terminal:Jane', 'webhooks') or user_id like 'bot-%'",
      );
      const dead = await chat.database.sql('select seq from dead_letter order by seq');
      assert.equal(events.length, shown.length);
      assert.equal(dead.length, EVERY_SHAPE.length - shown.length);
    });
    const messages = await chat.database.sql<{ text: string }>(
      'select text from message where text is not null order by seq',
    );
    assert.deepEqual(
      messages.map(({ text }) => text),
      texts,
    );
    const names = await chat.database.sql(
      "select skeleton, user_id, name, until from name where skeleton in ('ada', 'ада') order by 1",
    );
    assert.deepEqual(names, [
      { skeleton: 'ada', user_id: null, name: 'Ada', until: null },
      { skeleton: 'ада', user_id: 'ada', name: 'ада', until: '2026-01-02 00:00:00+00' },
    ]);
    assert.deepEqual(
      await chat.database.sql('select user_id, is_operator, by_name from operator'),
      [{ user_id: 'bob', is_operator: false, by_name: 'Jane' }],
    );
    assert.deepEqual(await chat.database.sql('select name, kind, rooms, revoked, by_id from bot'), [
      { name: 'Robo', kind: 'incoming', rooms: ['shapes'], revoked: true, by_id: 'ada' },
    ]);
    assert.deepEqual(
      await chat.database.sql('select room, slot, state, failing, by_name from webhook'),
      [{ room: 'shapes', slot: 1, state: 'revoked', failing: null, by_name: 'Ada' }],
    );
  });

  describe('in a browser', () => {
    it('shows what the page knows, skips the rest and goes on, also after a reload', async function () {
      this.timeout(60_000);
      const page = await enter(await browser.person(), chat.urls()[0] ?? '', 'Page');
      await openRoom(page, ROOM);
      const all = async () => {
        await message(page, texts.at(-1) ?? '').waitFor();
        const shown = await textsFromTheTop(page);
        assert.deepEqual(
          texts.filter((text) => !shown.includes(text)),
          [],
        );
        assert.equal(shown.length, texts.length + deleted);
      };
      await all();
      await page.reload();
      await all();
      assert.deepEqual(browser.problems, []);
    });
  });
});
