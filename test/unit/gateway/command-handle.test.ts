// What a command is checked by: the log's clock, and rows that hold all the log holds (P3).
import assert from 'node:assert/strict';
import { COMMANDS } from '../../../src/chat/features.ts';
import { type CommandKind, refuse, refuseByNow } from '../../../src/chat/kernel/command.ts';
import {
  type Asked,
  askTime,
  type Checked,
  type CommandPorts,
  check,
} from '../../../src/gateway/command/handle.ts';
import { ageOf } from '../../../src/gateway/command/known-id.ts';
import { LogUnreadable } from '../../../src/gateway/log/direct-get.ts';
import { inTurns } from '../../../src/gateway/log/read-entry.ts';
import { Removed } from '../../../src/gateway/log/removed.ts';
import { DEADLINE_MS, FRESH_MS, FUTURE_MS } from '../../../src/shared/once.ts';
import { eventually } from '../../support/eventually.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { NO_STATE, NOTHING_KNOWN, RULES } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';

const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const log = {
  epoch: '2026-01-01T00:00:00.123456789Z',
  firstSeq: 1,
  lastSeq: 70,
  bytes: 0,
  maxBytes: -1,
  replicas: 1,
};
const ADA = { id: 'ada', name: 'Ada' };
const POST = COMMANDS.get('post') ?? assert.fail();

describe('check a command', () => {
  function ports(
    more: Partial<CommandPorts['extents']> = {},
    readEntry: CommandPorts['targets']['readEntry'] = () => assert.fail(),
  ) {
    const state = {
      nowMs: NOW,
      stale: false,
      asked: [] as number[],
      found: null as { seq: number; room: string } | null,
    };
    const lookUp = async (_: string, __: string, atLeast: number) => {
      state.asked.push(atLeast);
      return state.found;
    };
    const clock = {
      now: () => state.nowMs,
      get stale() {
        return state.stale;
      },
    };
    const of = {
      clock,
      extents: { log, proven: true, refresh: async () => log, ...more },
      rows: { lookUp },
      targets: { ring: { at: () => undefined }, removed: new Removed(), readEntry },
      rules: RULES,
      states: { of: () => NO_STATE, refresh: () => assert.fail() },
      known: NOTHING_KNOWN,
    };
    const ask = (idAtMs: number, more: Partial<Asked> = {}) => {
      const command = { type: 'post', id: uuid7(idAtMs), room: 'lobby', text: 'hi' };
      const asked = { asker: { user: ADA, roles: [] }, joined: true, kind: POST, command, ...more };
      if (!state.stale) return check(of, asked);
      return askTime(of, command).then((answer) => (answer ? { answer } : check(of, asked)));
    };
    return { state, ask };
  }
  const deadlineOf = (checked: Checked) => 'deadlineMs' in checked && checked.deadlineMs;
  const errorOf = (checked: Checked) =>
    'answer' in checked && checked.answer.type === 'error' ? checked.answer : undefined;
  const codeOf = (checked: Checked) => errorOf(checked)?.code;
  const messageOf = (checked: Checked) => errorOf(checked)?.message ?? '';

  it('wants it in the log for a minute from now', async () => {
    const { ask } = ports();
    assert.equal(deadlineOf(await ask(NOW)), NOW + DEADLINE_MS);
  });

  it('asks for an old id the rows that hold all the log holds now, wherever this gateway is', async () => {
    const { state, ask } = ports();
    const checked = await ask(NOW - FRESH_MS - 1);
    assert.deepEqual(state.asked, [70]);
    assert.equal(deadlineOf(checked), NOW + DEADLINE_MS);
  });

  it('counts the time of the look-up from its question', async () => {
    const { state, ask } = ports({
      refresh: async () => {
        state.nowMs += 4_000;
        return log;
      },
    });
    assert.equal(deadlineOf(await ask(NOW - HOUR_MS)), NOW + DEADLINE_MS);
  });

  it('takes no old id while nobody can prove how far the log goes', async () => {
    const unproven = ports({ proven: false });
    assert.equal(codeOf(await unproven.ask(NOW - HOUR_MS)), 'unavailable');
    const silent = ports({ refresh: () => Promise.reject(new Error('timeout')) });
    assert.equal(codeOf(await silent.ask(NOW - HOUR_MS)), 'unavailable');
    assert.deepEqual([...unproven.state.asked, ...silent.state.asked], []);
  });

  it('asks for the time first where it may be another one by now', async () => {
    const { state, ask } = ports({
      refresh: async () => {
        state.nowMs = NOW + HOUR_MS;
        return log;
      },
    });
    state.stale = true;
    assert.equal(deadlineOf(await ask(NOW + HOUR_MS)), NOW + HOUR_MS + DEADLINE_MS);
  });

  it('takes nothing while it is not told the time', async () => {
    const { state, ask } = ports({ refresh: () => Promise.reject(new Error('timeout')) });
    state.stale = true;
    assert.equal(codeOf(await ask(NOW)), 'unavailable');
  });

  it('refuses what the decision refuses, in its words', async () => {
    const { ask } = ports();
    const checked = await ask(NOW, { joined: false });
    assert.equal(codeOf(checked), 'not_joined');
    assert.match(messageOf(checked), /join lobby first/);
  });

  it('is decided with who asks, and what the token says that they are', async () => {
    const kind: CommandKind = {
      ...POST,
      decide: (_, { asker }) => refuse('forbidden', `${asker.user.id}: ${asker.roles}`),
    };
    const checked = await ports().ask(NOW, { kind, asker: { user: ADA, roles: ['moderator'] } });
    assert.equal(messageOf(checked), 'ada: moderator');
  });

  it('asks whether it was stored, before it refuses what was allowed before', async () => {
    const { state, ask } = ports();
    const kind: CommandKind = { ...POST, decide: () => refuseByNow('not_found', 'it is gone') };
    assert.equal(codeOf(await ask(NOW, { kind })), 'not_found');
    assert.deepEqual(state.asked, [70]);
    state.found = { seq: 9, room: 'lobby' };
    const checked = await ask(NOW, { kind });
    const answer = 'answer' in checked ? checked.answer : assert.fail();
    assert.deepEqual([answer.type, 'seq' in answer && answer.seq], ['ack', 9]);
    const unproven = ports({ proven: false });
    assert.equal(codeOf(await unproven.ask(NOW, { kind })), 'unavailable');
  });

  it('refuses an id from the future: its time would come again', async () => {
    const { ask } = ports();
    assert.equal(deadlineOf(await ask(NOW + FUTURE_MS)), NOW + DEADLINE_MS);
    assert.equal(codeOf(await ask(NOW + FUTURE_MS + 1)), 'clock');
  });

  describe('that speaks of an entry', () => {
    const fact = posted({ id: uuid7(NOW), room: 'lobby', user: ADA, text: 'said' });
    const raw = (room: string) => ({
      seq: 7,
      at: '2026-01-02T03:04:05.678Z',
      isVoid: false,
      subject: `chat.room.${room}.message`,
      data: encodeFact({ ...fact, room }),
    });
    const about: CommandKind = {
      ...POST,
      needs: () => ({ target: 7 }),
      decide: (_, { target }) => refuse('forbidden', `about ${target?.fact.type}`),
    };
    const heardOf = async (readEntry: CommandPorts['targets']['readEntry']) =>
      await ports({}, readEntry).ask(NOW, { kind: about });

    it('is decided with it, and without where the room has none', async () => {
      assert.match(messageOf(await heardOf(async () => raw('lobby'))), /about MessagePosted/);
      assert.match(messageOf(await heardOf(async () => raw('other'))), /about undefined/);
      assert.match(messageOf(await heardOf(async () => undefined)), /about undefined/);
    });

    it('is not taken for missing while nobody can prove how far the log goes', async () => {
      const missing = async () => undefined;
      const cutOff = ports({ proven: false }, missing);
      assert.equal(codeOf(await cutOff.ask(NOW, { kind: about })), 'unavailable');
      const there = ports({ proven: false }, async () => raw('lobby'));
      assert.equal(codeOf(await there.ask(NOW, { kind: about })), 'forbidden');
    });

    it('is read in turns: few at a time, and nobody waits for all that another asks about', async () => {
      const asked: number[] = [];
      const waiting: (() => void)[] = [];
      const readEntry = inTurns((seq) => {
        asked.push(seq);
        return new Promise((resolve) => waiting.push(() => resolve(undefined)));
      });
      const { ask } = ports({}, readEntry);
      const askAbout = (target: number, id: string) =>
        ask(NOW, {
          kind: { ...about, needs: () => ({ target }) },
          asker: { user: { id, name: id }, roles: [] },
        });
      const all = Array.from({ length: 100 }, (_, n) => askAbout(n + 1, 'eve'));
      all.push(askAbout(1_000, 'ada'));
      assert.deepEqual(asked.length, 16);
      for (const answer of waiting.splice(0, 2)) answer();
      await eventually(() => assert.ok(asked.includes(1_000), String(asked)));
      await eventually(() => {
        for (const answer of waiting.splice(0)) answer();
        assert.equal(asked.length, all.length);
      });
      for (const answer of waiting) answer();
      await Promise.all(all);
    });

    it('waits for a better time while it cannot be read', async () => {
      const away = () => Promise.reject(new LogUnreadable('no leader'));
      assert.equal(codeOf(await heardOf(away)), 'unavailable');
    });
  });
});

describe('the age of an id', () => {
  const age = (idAtMs: number, logMadeMs = 0) => ageOf(uuid7(idAtMs), NOW, logMadeMs).is;

  it('says who knows whether it was used: the duplicate window, or the rows', () => {
    assert.equal(age(NOW - FRESH_MS), 'fresh');
    assert.equal(age(NOW - FRESH_MS - 1), 'old');
    assert.equal(age(NOW - 7 * 24 * HOUR_MS), 'old');
  });

  it('is old where it is older than the log: a backup that was brought back knows no ids', () => {
    const logMadeMs = NOW - 20_000;
    assert.equal(age(logMadeMs, logMadeMs), 'fresh');
    assert.equal(age(logMadeMs - 1, logMadeMs), 'old');
  });
});
