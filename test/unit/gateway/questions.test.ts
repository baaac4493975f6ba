// A connection's questions, whatever kind they are of: bounded, in turns, answered once, and asked for what is open to who asks.
import assert from 'node:assert/strict';
import { QUESTIONS } from '../../../src/chat/features.ts';
import type { Sources } from '../../../src/chat/kernel/question.ts';
import { peopleMark } from '../../../src/chat/member/people.ts';
import { roomsMark } from '../../../src/chat/room/directory.ts';
import type { createLimits } from '../../../src/gateway/limits/limits.ts';
import { Questions } from '../../../src/gateway/question/questions.ts';
import { TAKEN } from '../../../src/gateway/socket/commands.ts';
import { MINE_REQUEST, ROOMS_REQUEST, SEARCH_REQUEST } from '../../../src/shared/subjects.ts';
import { connect, limitsOf, turn } from './connected.ts';

type Limits = ReturnType<typeof createLimits>;

interface Asked {
  subject: string;
  question: Record<string, unknown>;
  answer: (reply: object) => void;
  fail: (error: Error) => void;
}

/** Whose sources answer when the test says so. */
function open({
  rooms = [] as string[],
  roles = [] as string[],
  user = 'ada',
  limits = limitsOf({}) as Limits,
  moderates = { now: false },
} = {}) {
  const asked: Asked[] = [];
  const removed = new Set<number>();
  const wait = (subject: string, question: object) =>
    new Promise<never>((resolve, fail) => {
      const answer = (reply: object) => resolve(reply as never);
      asked.push({ subject, question: { ...question }, answer, fail });
    });
  const sources: Sources = {
    ask: wait,
    past: (room, before, limit) => wait('past', { room, before, limit }),
    messages: (question) => wait('messages', question),
    position: () => 40,
    removedBehind: async (asOf) => (seq) => removed.has(seq) && seq !== asOf,
    states: async (subjects) => subjects.map(() => ({ seq: 0, fact: undefined })),
    now: Date.now,
    secretOf: () => undefined,
  };
  const identity = { user: { id: user, name: 'Ada' }, roles, rooms, expiresAt: 1e15 };
  const questions = new Questions({
    visitor: { identity, address: 'a' },
    sources,
    isIn: (room) => room === 'lobby',
    decided: () => undefined,
    moderates: async () => moderates.now,
    owns: async () => false,
    privateRooms: new Set(['board', 'den']),
    limits,
  });
  return { questions, asked, removed };
}

const search = (id: string, more = {}) => ({
  type: 'search',
  id,
  query: 'hello',
  limit: 20,
  ...more,
});
const history = (id: string, more = {}) => ({
  type: 'history',
  id,
  room: 'lobby',
  before: 9,
  limit: 50,
  ...more,
});
const found = { messages: [], more: false };

describe('questions of a connection', () => {
  it('are of the kinds that there are, and welcome names them', () => {
    assert.deepEqual(
      [...QUESTIONS.keys()],
      ['history', 'search', 'people', 'rooms', 'mine', 'bots', 'webhooks', 'secret'],
    );
    assert.deepEqual(new Set(TAKEN).intersection(new Set(QUESTIONS.keys())).size, QUESTIONS.size);
  });

  it('are answered with what the rows say, by the question’s id', async () => {
    const { questions, asked } = open();
    const answer = questions.ask(search('s1', { before: 7 }));
    await turn();
    const closed = ['board', 'den'];
    const { subject, question } = asked[0] ?? assert.fail();
    const reader = { userId: 'ada', isOperator: false };
    assert.deepEqual(
      [subject, question],
      [SEARCH_REQUEST, { query: 'hello', before: 7, limit: 20, closed, reader }],
    );
    asked[0]?.answer(found);
    assert.deepEqual(await answer, { type: 'found', id: 's1', ...found });
  });

  it('find nothing that was deleted, though the rows do not have that yet, and go on below it', async () => {
    const { questions, asked, removed } = open();
    const message = (seq: number) => ({ seq, text: `hello ${seq}` });
    const page = (seqs: number[], more: boolean) => ({ messages: seqs.map(message), more });
    const seqs = ({ messages }: { messages?: unknown } = {}) =>
      (messages as { seq: number }[]).map(({ seq }) => seq);
    for (const seq of [9, 8, 7]) removed.add(seq);
    const answer = questions.ask(search('s'));
    await turn();
    asked[0]?.answer(page([9, 8], true));
    await turn();
    assert.equal(asked[1]?.question['before'], 8);
    removed.add(6);
    asked[1]?.answer(page([7, 6, 5], true));
    const said = await answer;
    assert.ok('more' in said);
    assert.deepEqual([seqs(said), said.more], [[5], true]);
    const none = questions.ask(search('t'));
    await turn();
    asked[2]?.answer(page([9], false));
    const nothing = await none;
    assert.ok('more' in nothing);
    assert.deepEqual([seqs(nothing), nothing.more], [[], false]);
    const many = questions.ask(search('u'));
    for (let pages = 0; pages < 4; pages++) {
      await turn();
      asked.at(-1)?.answer(page([9, 8], true));
    }
    await assert.rejects(many, /the rows lag/);
    assert.equal(asked.length, 7);
  });

  it('name the rooms that are closed to who asks, by their token', async () => {
    for (const [who, closed] of [
      [{ rooms: ['den'] }, ['board']],
      [{ roles: ['moderator'] }, []],
    ] as const) {
      const { questions, asked } = open({ rooms: [], roles: [], ...who } as never);
      void questions.ask(search('s'));
      await turn();
      assert.deepEqual(asked[0]?.question['closed'], closed);
    }
  });

  it('for history ask for no more than the gateway has read, and of joined rooms only', async () => {
    const { questions, asked } = open();
    void questions.ask(history('h', { before: 1_000 }));
    await turn();
    assert.deepEqual(asked[0]?.question, { room: 'lobby', before: 41, limit: 50 });
    const refused = await questions.ask(history('h2', { room: 'elsewhere' }));
    assert.ok('code' in refused);
    assert.deepEqual([refused.code, refused.id, refused.room], ['not_joined', 'h2', 'elsewhere']);
  });

  it('for messages as they are now ask for those: around a message or a time, or of the past', async () => {
    const { questions, asked } = open();
    const near = questions.ask(history('h', { before: undefined, around: 30 }));
    void questions.ask(history('h2', { before: undefined, at: 5 }));
    void questions.ask(history('h3', { before: 99, as: 'messages' }));
    await turn();
    const of = { room: 'lobby', limit: 50 };
    assert.deepEqual(
      asked.map(({ subject, question }) => [subject, question]),
      [
        ['messages', { ...of, around: 30 }],
        ['messages', { ...of, at: 5 }],
        ['messages', { ...of, before: 41 }],
      ],
    );
    const page = { messages: [], events: [], more: true, newer: false, asOf: 40 };
    asked[0]?.answer(page);
    const about = { type: 'history', id: 'h', room: 'lobby' };
    assert.deepEqual(await near, { ...about, ...page });
    const { schema } = QUESTIONS.get('history') ?? assert.fail();
    for (const where of [{}, { before: 1, around: 1 }, { around: 1, at: 1 }]) {
      const frame = { type: 'history', id: 'h', room: 'lobby', ...where };
      assert.equal(schema.safeParse(frame).success, false, JSON.stringify(where));
    }
  });

  it('are refused past four under way, and taken again when one is answered, or failed', async () => {
    const { questions, asked } = open();
    const first = questions.ask(history('1'));
    const second = questions.ask(history('2'));
    void questions.ask(history('3'));
    void questions.ask(search('4'));
    const refused = await questions.ask(search('5'));
    assert.ok('code' in refused && refused.code === 'rate' && refused.retry && refused.id === '5');
    await turn();
    asked[0]?.answer({ events: [], more: false });
    await first;
    asked[1]?.fail(new Error('away'));
    await assert.rejects(second, /away/);
    void questions.ask(search('6'));
    void questions.ask(search('7'));
    const eighth = await questions.ask(search('8'));
    assert.ok('code' in eighth && eighth.code === 'rate');
  });

  it('have their turns by kind: searches that take long hold up no page of history', async () => {
    const limits = limitsOf({});
    const asked = ['a', 'b', 'c'].flatMap((user) => {
      const one = open({ user, limits });
      void one.questions.ask(search('s1'));
      void one.questions.ask(search('s2'));
      return [one];
    });
    const other = open({ user: 'd', limits });
    void other.questions.ask(history('h'));
    await turn();
    const all = asked.flatMap((one) => one.asked);
    assert.equal(all.length, 2);
    assert.equal(other.asked.length, 1);
    all[0]?.answer(found);
    await turn();
    await turn();
    assert.equal(asked.flatMap((one) => one.asked).length, 3);
  });

  it('take of a user’s questions what they cost: a search as much as two pages', async () => {
    const { questions, asked } = open();
    let taken = 0;
    for (let n = 0; n < 30; n++) {
      const answer = questions.ask(search(`s${n}`));
      await turn();
      asked.at(-1)?.answer(found);
      const said = await answer;
      if ('code' in said) {
        assert.equal(said.code, 'rate');
        break;
      }
      taken += 1;
    }
    assert.equal(taken, 20);
  });

  it('say what to do where too much would have to be looked through', async () => {
    const { questions, asked } = open();
    const answer = questions.ask(search('s'));
    await turn();
    asked[0]?.answer({ tooWide: true });
    const said = await answer;
    assert.ok('code' in said);
    assert.deepEqual([said.code, said.id, said.retry], ['too_wide', 's', undefined]);
    assert.match(said.message, /add a word/);
  });

  it('for people are of rooms that one is in, and name who is banned to who looks after the room alone', async () => {
    const moderates = { now: true };
    const { questions, asked } = open({ moderates });
    const refused = await questions.ask({
      type: 'people',
      id: 'p',
      room: 'elsewhere',
      limit: 9,
    } as never);
    assert.ok('code' in refused);
    assert.deepEqual([refused.code, refused.room], ['not_joined', 'elsewhere']);
    const page = {
      people: [
        { user: { id: 'bob', name: 'Bob' }, state: 'in' },
        { user: { id: 'eve', name: 'Eve' }, state: 'banned' },
      ],
      next: [4, 'eve', 'eve'],
      asOf: 40,
    };
    const told = async (changes: () => unknown) => {
      const answer = questions.ask({ type: 'people', id: 'p', room: 'lobby', limit: 9 } as never);
      await turn();
      changes();
      asked.at(-1)?.answer(page);
      const said = await answer;
      assert.ok('people' in said);
      return said;
    };
    const all = await told(() => undefined);
    assert.deepEqual([all.people, all.asOf, all.room], [page.people, 40, 'lobby']);
    assert.deepEqual(asked.at(-1)?.question, { room: 'lobby', limit: 9, banned: true, upTo: 40 });
    const after = await told(() => Object.assign(moderates, { now: false }));
    assert.deepEqual(
      after.people.map(({ user }) => user.id),
      ['bob'],
      'a moderator of before',
    );
    void questions.ask({
      type: 'people',
      id: 'q',
      room: 'lobby',
      after: all.next,
      limit: 9,
    } as never);
    await turn();
    const { after: place, banned } = asked.at(-1)?.question ?? {};
    assert.deepEqual([place, banned], [page.next, false]);
  });

  it('for rooms name those that tokens open, whoever asks: none of them is public', async () => {
    const { questions, asked } = open({ roles: ['moderator'] });
    const answer = questions.ask({ type: 'rooms', id: 'r', query: 'plan', limit: 9 } as never);
    await turn();
    const closed = ['board', 'den'];
    assert.deepEqual(
      [asked[0]?.subject, asked[0]?.question],
      [ROOMS_REQUEST, { query: 'plan', limit: 9, closed, userId: 'ada', upTo: 40 }],
    );
    asked[0]?.answer({ rooms: [], next: [40, 7] });
    const said = await answer;
    assert.ok('rooms' in said && said.next !== undefined);
    const { schema } = QUESTIONS.get('rooms') ?? assert.fail();
    assert.ok(schema.safeParse({ type: 'rooms', id: 'r', after: said.next }).success);
  });

  it('for one’s own rooms name none that a token would have to open', async () => {
    const { questions, asked } = open();
    const answer = questions.ask({ type: 'mine', id: 'm', limit: 9 } as never);
    await turn();
    assert.deepEqual(
      [asked[0]?.subject, asked[0]?.question],
      [MINE_REQUEST, { userId: 'ada', limit: 9, upTo: 40 }],
    );
    const own = (room: string) => ({ room, state: 'in', seq: 7 });
    asked[0]?.answer({ rooms: ['team', 'board'].map(own), next: [7], asOf: 40 });
    const said = await answer;
    assert.ok('rooms' in said && said.next !== undefined);
    assert.deepEqual(said.rooms, [own('team')]);
    void questions.ask({ type: 'mine', id: 'n', after: said.next, limit: 9 } as never);
    await turn();
    assert.deepEqual(asked[1]?.question['after'], [7]);
  });

  it('for lists take no text that no row can hold, and go on where a page ended alone', () => {
    const takes = (type: string, more: object) =>
      QUESTIONS.get(type)?.schema.safeParse({ type, id: 'x', ...more }).success;
    const bad = ['', '  ', 'a\u0000', '\ud800', 'x'.repeat(201), 'x'.repeat(4_000), 7];
    for (const type of ['people', 'rooms']) {
      for (const query of bad) assert.equal(takes(type, { query }), false, JSON.stringify(query));
      for (const query of ['%', "'", '\\', '.*', '日本', 'x'.repeat(200)]) {
        assert.equal(takes(type, { query }), true, query);
      }
      for (const after of ['', 'x', 'WzE', 'bnVsbA', 'e30', 7, 'x'.repeat(5_000), 'WzEsIuKEoiJd']) {
        assert.equal(takes(type, { query: 'a', after }), false, JSON.stringify(after));
      }
      for (const limit of [0, 101, 1.5]) assert.equal(takes(type, { query: 'a', limit }), false);
    }
    assert.equal(takes('people', {}), false, 'neither a room nor a name');
    const places = [
      [peopleMark, [2, 'ädä', 'guest-1']],
      [roomsMark, [40, 7]],
    ] as const;
    for (const [mark, place] of places) {
      assert.deepEqual(mark.read(mark.write(place as never)), place);
    }
    assert.equal(peopleMark.read(peopleMark.write([2, 'a\u0000', 'b'])), undefined);
  });

  it('reach the connection: the answer goes to who asked, and a failure is unavailable', async () => {
    const messages = [{ seq: 8 }, { seq: 7 }];
    const ask = async () => ({ messages, more: false, asOf: 5 }) as never;
    const { send, said } = connect({
      more: {
        removedBehind: async (asOf) => (seq) => seq === 8 && asOf === 5,
        rows: {
          ...{ ask, lookUp: async () => null },
          ...{ past: async () => assert.fail(), messages: async () => assert.fail() },
        },
      },
    });
    send({ type: 'search', id: 's', query: 'hello' });
    await turn();
    const open = { type: 'found', id: 's', messages: [{ seq: 7 }], more: false };
    assert.deepEqual(said().at(-1), open, 'and nothing that this gateway knows to be deleted');

    const faults: unknown[] = [];
    const away = async () => Promise.reject(new Error('away'));
    const broken = connect({
      more: {
        rows: { ask: away, past: away, messages: away, lookUp: async () => null },
        onFault: (error) => void faults.push(error),
      },
    });
    broken.send({ type: 'search', id: 's', query: 'hello' });
    await turn();
    const error = broken.said().at(-1);
    assert.deepEqual([error?.['code'], error?.['id'], faults.length], ['unavailable', 's', 1]);
  });
});
