// What was decided on a state that is another one by now is decided anew with the newer one, and never stored (P3). The log here
// is a list of answers; the real one is in test/integration/gateway/conditions.test.ts.
import assert from 'node:assert/strict';
import {
  type Command,
  type CommandKind,
  type Deciding,
  refuse,
  type State,
} from '../../../src/chat/kernel/command.ts';
import { makeFact } from '../../../src/chat/kernel/fact.ts';
import type { Proposal } from '../../../src/chat/kernel/proposal.ts';
import { memberSubject } from '../../../src/chat/kernel/subjects.ts';
import { messagePosted } from '../../../src/chat/message/facts.ts';
import { type Asked, type CommandPorts, check } from '../../../src/gateway/command/handle.ts';
import { store } from '../../../src/gateway/command/store.ts';
import type { Appended } from '../../../src/gateway/log/append.ts';
import { LogUnreadable } from '../../../src/gateway/log/direct-get.ts';
import { posted } from '../../support/facts.ts';
import { NOTHING_KNOWN, RULES } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';

const NOW = 1_800_000_000_000;
const ADA = { id: 'ada', name: 'Ada' };
const SUBJECT = memberSubject('lobby', 'ada');
const log = {
  epoch: '2026-01-01T00:00:00Z',
  firstSeq: 1,
  lastSeq: 70,
  bytes: 0,
  maxBytes: -1,
  replicas: 1,
};
const STALE: Appended = { ok: false, code: 'stale', isOpen: false };
const STORED: Appended = { ok: true, seq: 71, duplicate: false, room: 'lobby' };

/** Says hello where the state allows it. */
const hello: CommandKind = {
  type: 'post',
  schema: undefined as never,
  cost: 1,
  bytes: () => 1,
  needs: () => ({ states: [SUBJECT] }),
  decide: ({ id, room = '' }, { asker: { user }, state }: Deciding) => {
    const { seq, fact } = state(SUBJECT);
    if (fact !== undefined) return refuse('forbidden', `not since ${seq}`);
    const data = { text: 'hello' };
    return {
      do: 'append',
      fact: makeFact(messagePosted, { id, room, user, data }),
      expects: SUBJECT,
    };
  },
};

/** `answers`: of each append; `later`: the states that the leader tells, one a question. */
function world(
  answers: Appended[],
  later: (State | Error)[],
  found: { seq: number; room: string } | null = null,
) {
  const proposals: Proposal[] = [];
  let state: State = { seq: 0, fact: undefined };
  let lookUps = 0;
  const ports: CommandPorts = {
    clock: { now: () => NOW, stale: false },
    extents: { log, proven: true, refresh: async () => log },
    rows: {
      lookUp: async () => {
        lookUps += 1;
        return found;
      },
    },
    targets: {
      ring: { at: () => undefined },
      removed: { has: () => false },
      readEntry: () => assert.fail(),
    },
    rules: RULES,
    known: NOTHING_KNOWN,
    states: {
      of: () => state,
      refresh: async () => {
        const next = later.shift() ?? assert.fail('asked once too often');
        if (next instanceof Error) throw next;
        state = next;
        return next;
      },
    },
    append: async (proposal) => {
      proposals.push(proposal);
      return answers.shift() ?? assert.fail('appended once too often');
    },
  };
  const command: Command = { type: 'post', id: uuid7(NOW), room: 'lobby' };
  const asked: Asked = { asker: { user: ADA, roles: [] }, joined: true, kind: hello, command };
  const run = async () => {
    const checked = await check(ports, asked);
    const frame = 'answer' in checked ? checked.answer : await store(ports, asked, checked);
    return frame.type === 'error' ? frame.code : [frame.type, frame.seq];
  };
  const expected = () => proposals.map(({ expects }) => expects?.seq);
  return { run, expected, proposals, lookUps: () => lookUps };
}
const banned: State = {
  seq: 60,
  fact: posted({ id: uuid7(), room: 'lobby', user: ADA, text: '' }),
};

describe('a command that rests on a state', () => {
  it('says to the log on which', async () => {
    const { run, proposals } = world([STORED], []);
    assert.deepEqual(await run(), ['ack', 71]);
    assert.deepEqual(proposals[0]?.expects, { subject: SUBJECT, seq: 0 });
  });

  it('is decided anew where that moved, with the newer one, as often as it takes', async () => {
    const moved = [50, 55].map((seq) => ({ seq, fact: undefined }));
    const { run, expected, proposals } = world([STALE, STALE, STORED], moved);
    assert.deepEqual(await run(), ['ack', 71]);
    assert.deepEqual(expected(), [0, 50, 55]);
    assert.equal(new Set(proposals.map(({ fact }) => fact.id)).size, 1, 'under the same id');
  });

  it('is refused where it is not allowed any more, and nothing more is stored', async () => {
    const { run, expected, lookUps } = world([STALE], [banned]);
    assert.equal(await run(), 'forbidden');
    assert.deepEqual([expected(), lookUps()], [[0], 0]);
  });

  it('is looked up before it is refused where an earlier try may have been stored', async () => {
    const open: Appended = { ok: false, code: 'stale', isOpen: true };
    const stored = world([open], [banned], { seq: 59, room: 'lobby' });
    assert.deepEqual(await stored.run(), ['ack', 59]);
    const not = world([open], [banned]);
    assert.equal(await not.run(), 'forbidden');
    assert.equal(not.lookUps(), 1);
  });

  it('is left to its sender after so many tries, and while the state cannot be read', async () => {
    const many = Array.from({ length: 20 }, () => STALE);
    const states = Array.from({ length: 20 }, (_, i) => ({ seq: i + 1, fact: undefined }));
    assert.equal(await world(many, states).run(), 'unavailable');
    assert.equal(await world([STALE], [new LogUnreadable('nobody')]).run(), 'unavailable');
  });
});
