import assert from 'node:assert/strict';
import { FAST, startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { changeLog, rowSequences } from '../support/log.ts';
import type { Frame, WireClient } from '../support/wire.ts';

/** More than the mirror keeps and more than one page of the log. */
const MANY = 600;
/** So long that 16 are a page. */
const LETTER = 'long '.repeat(800);
const LETTERS = 260;

describe('promise: resume (P4)', () => {
  let chat: TestChat;
  let ada: WireClient;
  let epoch = '';
  let sequences: number[] = [];
  let letters: number[] = [];
  before(async () => {
    // The second gateway remembers almost nothing: it has to read the mirror, the log and the rows.
    chat = await startChat({ gateways: 1, env: FAST });
    await chat.startGateway({ RING_EVENTS: '3' });
    ada = await chat.join('Ada');
    epoch = String((await ada.waitFor(({ type }) => type === 'welcome'))['epoch']);
    await ada.join('lobby');
    await ada.join('noise');
    const posts: Promise<Frame>[] = [];
    for (let i = 0; i < MANY; i++) {
      posts.push(ada.post('lobby', `message ${i}`));
      if (i % 10 === 0) posts.push(ada.post('noise', `noise ${i}`));
      if (i % 50 === 49) await Promise.all(posts);
    }
    await Promise.all(posts);
    await eventually(() => assert.equal(ada.events('lobby').length, MANY));
    sequences = ada.events('lobby').map(({ seq }) => Number(seq));
    await ada.join('letters');
    for (let i = 0; i < LETTERS; i += 20) {
      const some = Array.from({ length: 20 }, () => ada.post('letters', LETTER));
      await Promise.all([...some, ada.post('noise', `noise between letters ${i}`)]);
    }
    await eventually(() => assert.equal(ada.events('letters').length, LETTERS));
    letters = ada.events('letters').map(({ seq }) => Number(seq));
  });
  after(async () => {
    await ada?.close();
    await chat?.stop();
  });

  const joinOn = async (gateway: number, options: Record<string, unknown>, room = 'lobby') => {
    const wire = await chat.join('Back', gateway);
    const frames = await wire.join(room, options);
    await wire.close();
    const events = frames.filter(({ type }) => type === 'event');
    return { frames, got: events.map(({ seq }) => Number(seq)), events };
  };

  for (const gateway of [0, 1]) {
    const which =
      gateway === 0 ? 'a replica that has it in memory' : 'a replica that has to read it';
    for (const missed of [0, 1, 3, 150, 199, 200, 201, 450, MANY]) {
      it(`gives ${missed} missed messages once and in order on ${which}`, async () => {
        const after = missed === MANY ? 0 : Number(sequences.at(-missed - 1));
        const { got, frames } = await joinOn(gateway, { after, epoch });
        assert.deepEqual(got, missed === 0 ? [] : sequences.slice(-missed));
        assert.equal(frames[0]?.type, 'joined');
        assert.ok(Number(frames.at(-1)?.['seq']) >= Number(sequences.at(-1)));
      });
    }

    for (const last of [0, 1, 2, 50, 200]) {
      it(`gives the last ${last} to a newcomer on ${which}`, async () => {
        const { got } = await joinOn(gateway, { last });
        assert.deepEqual(got, last === 0 ? [] : sequences.slice(-last));
      });
    }
  }

  for (const missed of [1, 15, 16, 17, 149, 199, 200, 201, LETTERS]) {
    it(`gives ${missed} long missed messages once and in order`, async () => {
      const after = missed === LETTERS ? 0 : letters.at(-missed - 1);
      for (const gateway of [0, 1]) {
        const { got } = await joinOn(gateway, { after, epoch }, 'letters');
        assert.deepEqual(got, letters.slice(-missed));
      }
    });
  }

  for (const last of [1, 15, 16, 17, 200]) {
    it(`gives the last ${last} long ones to a newcomer`, async () => {
      for (const gateway of [0, 1]) {
        const { got } = await joinOn(gateway, { last }, 'letters');
        assert.deepEqual(got, letters.slice(-last));
      }
    });
  }

  it('gives 50 when a newcomer names no number', async () => {
    assert.equal((await joinOn(1, {})).got.length, 50);
  });

  it('shows an event alike whether it came live, from memory or from the log', async () => {
    const live = ada.events('lobby').slice(-20);
    assert.deepEqual((await joinOn(0, { last: 20 })).events, live);
    assert.deepEqual((await joinOn(1, { last: 20 })).events, live);
  });

  it('answers a cursor of another log or beyond its end with reset', async () => {
    for (const [options, reason] of [
      [{ after: 1, epoch: 'another' }, 'epoch'],
      [{ after: 1_000_000, epoch }, 'ahead'],
    ] as const) {
      const wire = await chat.join('Lost', 1);
      wire.send({ type: 'join', room: 'lobby', ...options });
      assert.equal((await wire.waitFor(({ type }) => type === 'reset'))['reason'], reason);
      const answer = await wire.post('lobby', 'am I in?');
      assert.equal(answer['code'], 'not_joined');
      await wire.close();
    }
  });

  it('scrolls back without end, a page at a time', async () => {
    await eventually(async () => assert.ok((await rowSequences(chat)).length >= MANY), {
      deadlineMs: 20_000,
    });
    const wire = await chat.join('Scroller', 1);
    await wire.join('lobby', { last: 0 });
    const got: number[] = [];
    let before = Number(sequences.at(-1)) + 1;
    for (let page = 0; ; page++) {
      wire.send({ type: 'history', id: `page-${page}`, room: 'lobby', before, limit: 200 });
      const reply = await wire.waitFor((frame) => frame['id'] === `page-${page}`);
      const events = reply['events'] as Frame[];
      assert.deepEqual(
        events[0] && Object.keys(events[0]),
        Object.keys(ada.events('lobby')[0] ?? {}),
      );
      got.unshift(...events.map(({ seq }) => Number(seq)));
      before = got[0] ?? 0;
      if (reply['more'] === false) break;
    }
    assert.deepEqual(got, sequences);
    await wire.close();
  });

  it('hops between replicas while others talk and misses nothing, twice nothing', async () => {
    const got: number[] = [];
    let cursor = Number(sequences.at(-1));
    let talking = true;
    const talk = (async () => {
      const said: number[] = [];
      for (let i = 0; i < 400; i++)
        said.push(Number((await ada.post('lobby', `talk ${i}`))['seq']));
      talking = false;
      return said;
    })();
    for (let hop = 0; talking; hop++) {
      const wire = await chat.join('Hopper', hop % 2);
      await wire.join('lobby', { after: cursor, epoch });
      await new Promise((resolve) => setTimeout(resolve, 30));
      await wire.close();
      const news = wire.events('lobby').map(({ seq }) => Number(seq));
      got.push(...news);
      cursor = news.at(-1) ?? cursor;
    }
    const said = await talk;
    const { got: rest } = await joinOn(1, { after: cursor, epoch });
    assert.deepEqual([...got, ...rest], said);
    sequences.push(...said);
  });

  it('goes on in the rows where the log no longer reaches', async () => {
    const all = sequences.length;
    await eventually(async () => assert.ok((await rowSequences(chat)).length >= all), {
      deadlineMs: 20_000,
    });
    await changeLog(chat, { discard: 'old', max_msgs: 20 });
    const late = await chat.startGateway({ RING_EVENTS: '3' });
    const gateway = chat.gateways.indexOf(late);
    const { got } = await joinOn(gateway, { after: 0, epoch });
    assert.deepEqual(got, sequences);
  });
});
