// The judge is awake: of a run in which every promise held it says nothing, and every lie that is put into one it calls
// by its name. A kind that no lie shows would be a kind that nothing can find.
import assert from 'node:assert/strict';
import { EARLY_MS, type FindingKind, KINDS } from '../../chaos/judge/evidence.ts';
import { judge } from '../../chaos/judge/judge.ts';
import { BOUNDS, WELL_WITHIN_MS } from '../../chaos/judge/judge-end.ts';
import type { Heard, Reading } from '../../chaos/tape.ts';
import { type HonestRun, honestRun, VOID_SEQ } from './honest-run.ts';

interface Lie {
  what: string;
  /** Its own kind, and those that cannot but follow from it. */
  kinds: readonly [FindingKind, ...FindingKind[]];
  tell: (run: HonestRun) => void;
}

const first = <T>(list: readonly T[]): T => list[0] ?? assert.fail('nothing there');
/** What the reader heard in the room that most was said in. */
const heardBy = (run: HonestRun): { reading: Reading; heard: Heard[] } => {
  const reading = first(run.tape.readings);
  return { reading, heard: reading.heard };
};
const swap = <T>(list: T[], i: number, j: number) => {
  const [a, b] = [list[i], list[j]];
  if (a === undefined || b === undefined) assert.fail('nothing to swap');
  list[i] = b;
  list[j] = a;
};
const oddity = (
  kind: 'reset' | 'refused for good' | 'closed for good' | 'ack of nothing' | 'not understood',
): Lie => ({
  what: `somebody was told: ${kind}`,
  kinds: [kind],
  tell: ({ tape }) => tape.oddities.push({ at: 1, by: 'reader', kind, text: 'amber: epoch at 3' }),
});
/** An entry is taken out of everything but the tape of those who were told of it. */
const forget = (run: HonestRun, seq: number) => {
  const without = <T extends { seq: number }>(list: T[]) => {
    const index = list.findIndex((each) => each.seq === seq);
    list.splice(index, 1);
  };
  without(run.log);
  without(run.events);
  without(run.messages);
  for (const { heard } of run.tape.readings) {
    if (heard.some((event) => event.seq === seq)) without(heard);
  }
};

const secondEntry = (run: HonestRun) => {
  const entry = first(run.log);
  const again = { ...entry, seq: run.log.length + 1 };
  const { deadline: _, ...row } = again;
  run.log.push(again);
  run.events.push({ ...row, committed: row.at + 5 });
  for (const reading of run.tape.readings.filter(({ room }) => room === entry.room)) {
    const before = first(reading.heard);
    reading.heard.push({ ...before, seq: again.seq });
    reading.upTo = again.seq;
  }
};

const LIES: readonly Lie[] = [
  {
    what: 'an ack whose entry is lost',
    kinds: ['acknowledged, not in the log'],
    tell: (run) => forget(run, run.log.length),
  },
  {
    what: 'an ack with the sequence of another one',
    kinds: ['acknowledged under another sequence'],
    tell: ({ tape }) => {
      first(tape.acks).seq = 5;
    },
  },
  {
    what: 'an ack of what came too late',
    kinds: ['acknowledged, though void'],
    tell: ({ tape, log }) => {
      const late = log[VOID_SEQ - 1] ?? assert.fail();
      const { id, user, seq, at } = late;
      const told = { user: user.id, id, seq, gateway: 0, stays: false };
      tape.acks.push({ ...told, at: at + 2, afterMs: 5, first: false });
    },
  },
  {
    what: 'a second entry of an id, in every row and at every reader',
    kinds: ['an id stored twice'],
    tell: secondEntry,
  },
  {
    what: 'an entry that nobody posted',
    kinds: ['forged'],
    tell: ({ tape, log }) => {
      const { user, id } = log.at(-1) ?? assert.fail();
      tape.posts.delete(`${user.id}|${id}`);
      tape.acks.pop();
    },
  },
  {
    what: 'another text than was posted',
    kinds: ['forged'],
    tell: ({ tape }) => {
      first([...tape.posts.values()]).text = 'what was really said';
    },
  },
  {
    what: 'the later one of a sender stored first',
    kinds: ['a sender out of order'],
    tell: ({ tape }) => {
      const mine = [...tape.posts.values()].filter(
        ({ by, room }) => by === 'Ada' && room === 'amber',
      );
      const [one = assert.fail(), two = assert.fail()] = mine;
      [one.n, two.n] = [two.n, one.n];
    },
  },
  {
    what: 'an event row less',
    kinds: ['an event row is missing'],
    tell: ({ events }) => events.splice(3, 1),
  },
  {
    what: 'a message row less',
    kinds: ['a message row is missing'],
    tell: ({ messages }) => messages.splice(3, 1),
  },
  {
    what: 'an event row of another time',
    kinds: ['an event row is not its entry'],
    tell: ({ events }) => {
      first(events).at += 1;
    },
  },
  {
    what: 'a message row with another text',
    kinds: ['a message row is not its entry'],
    tell: ({ messages }) => {
      first(messages).text = 'forged';
    },
  },
  {
    what: 'a row of nothing',
    kinds: ['a row without an entry'],
    tell: ({ messages }) => messages.push({ ...first(messages), seq: 99, id: 'nothing' }),
  },
  {
    what: 'an event row twice',
    kinds: ['a row twice'],
    tell: ({ events }) => events.push(first(events)),
  },
  {
    what: 'a message row twice, under the sequence of another entry of its id',
    kinds: ['a row twice', 'an id stored twice'],
    tell: (run) => {
      secondEntry(run);
      const { deadline: _, ...row } = run.log.at(-1) ?? assert.fail();
      run.messages.push(row);
    },
  },
  {
    what: 'an event row of which nobody knows when it was committed',
    kinds: ['a row without a commit'],
    tell: ({ events }) => {
      first(events).committed = 0;
    },
  },
  {
    what: 'a gateway that never says that all is in the rows',
    kinds: ['behind at the end'],
    tell: ({ tape }) => {
      tape.ticks = tape.ticks.filter(({ gateway }) => gateway !== 1);
    },
  },
  {
    what: 'a dead letter of a good entry',
    kinds: ['a dead letter'],
    tell: ({ deadLetters }) => deadLetters.push({ seq: 2, reason: 'void', detail: '' }),
  },
  {
    what: 'a row of what came too late',
    kinds: ['a void entry among the rows'],
    tell: ({ events, log }) => {
      const { deadline: _, ...row } = log[VOID_SEQ - 1] ?? assert.fail();
      events.push({ ...row, committed: row.at + 5 });
    },
  },
  {
    what: 'what came too late is nowhere',
    kinds: ['a void entry is not set aside'],
    tell: ({ deadLetters }) => deadLetters.pop(),
  },
  { what: 'a reader misses one', kinds: ['a gap'], tell: (run) => heardBy(run).heard.splice(2, 1) },
  {
    what: 'a room read from zero misses its first one',
    kinds: ['a gap'],
    tell: (run) => heardBy(run).heard.shift(),
  },
  {
    what: 'a reader hears one twice',
    kinds: ['a repeat'],
    tell: (run) => {
      const { heard } = heardBy(run);
      heard.splice(3, 0, heard[2] ?? assert.fail());
    },
  },
  {
    what: 'a reader hears two in the wrong order',
    kinds: ['disorder'],
    tell: (run) => swap(heardBy(run).heard, 1, 2),
  },
  {
    what: 'a reader hears another text',
    kinds: ['heard what is not in the log'],
    tell: (run) => {
      const { heard } = heardBy(run);
      heard[0] = { ...first(heard), text: 'forged' };
    },
  },
  {
    what: 'a reader hears what came too late',
    kinds: ['heard a void entry'],
    tell: (run) => {
      const { id, seq, room, user, text, at } = run.log[VOID_SEQ - 1] ?? assert.fail();
      const { heard } = run.tape.readings.find((reading) => reading.room === room) ?? assert.fail();
      const index = heard.findIndex((event) => event.seq > seq);
      const stored = new Date(at).toISOString();
      heard.splice(index, 0, { at, seq, id, user, text, stored, connection: 1, gateway: 0 });
    },
  },
  {
    what: 'a reader stops before the end',
    kinds: ['behind at the end'],
    tell: (run) => {
      const { reading, heard } = heardBy(run);
      heard.pop();
      reading.upTo = heard.at(-1)?.seq ?? 0;
    },
  },
  {
    what: 'a page with a hole',
    kinds: ['an incomplete page'],
    tell: ({ tape }) => first(tape.pages).events.splice(1, 1),
  },
  {
    what: 'a page that says there is nothing before it',
    kinds: ['an incomplete page'],
    tell: ({ tape }) => {
      first(tape.pages).more = false;
    },
  },
  {
    what: 'a page with another text',
    kinds: ['heard what is not in the log'],
    tell: ({ tape }) => {
      first(first(tape.pages).events).text = 'forged';
    },
  },
  {
    what: 'a page of another room',
    kinds: ['heard what is not in the log'],
    tell: ({ tape }) => {
      first(first(tape.pages).events).room = 'basil';
    },
  },
  {
    what: 'a page with more than was asked for',
    kinds: ['a page above its limit'],
    tell: ({ tape }) => {
      first(tape.pages).limit = 2;
    },
  },
  {
    what: 'an ack before the log had it',
    kinds: ['told before it was stored'],
    tell: ({ tape }) => {
      first(tape.acks).at -= EARLY_MS + 10;
    },
  },
  {
    what: 'a reader who hears what the log has not yet',
    kinds: ['told before it was stored'],
    tell: (run) => {
      first(heardBy(run).heard).at -= EARLY_MS + 10;
    },
  },
  {
    what: 'a fault of one gateway, or of what makes the rows, after which nobody is acknowledged',
    kinds: ['silent for all'],
    tell: ({ recoveries }) => {
      first(recoveries).silence = 15_001;
    },
  },
  {
    what: 'a second tick before a commit',
    kinds: ['persisted before the commit'],
    tell: ({ tape, events }) => {
      const { seq, committed } = events[4] ?? assert.fail();
      tape.ticks.push({ at: committed - 50, by: 'Ada', seq, gateway: 0 });
    },
  },
  {
    what: 'a second tick before the commit of one further below',
    kinds: ['persisted before the commit'],
    tell: ({ tape, events }) => {
      const last = tape.ticks.at(-1) ?? assert.fail();
      first(events).committed = last.at + 50;
      tape.ticks = [0, 1].map((gateway) => ({ ...last, gateway }));
    },
  },
  oddity('reset'),
  oddity('refused for good'),
  oddity('closed for good'),
  oddity('ack of nothing'),
  oddity('not understood'),
  {
    what: 'a post without an answer',
    kinds: ['unanswered'],
    tell: ({ tape }) => {
      first([...tape.posts.values()]).settled = false;
    },
  },
  {
    what: 'what was answered somewhere, and not to a twin who asked as well',
    kinds: ['unanswered'],
    tell: ({ waiting }) => waiting.push('twin-0: 01a20aad'),
  },
  {
    what: 'a recovery that takes too long',
    kinds: ['not well in time'],
    tell: ({ recoveries }) => {
      first(recoveries).rows = WELL_WITHIN_MS + 1;
    },
  },
  {
    what: 'a recovery that never comes',
    kinds: ['not well in time'],
    tell: ({ recoveries }) => {
      first(recoveries).ready = undefined;
    },
  },
  {
    what: 'a gateway that delivers nothing any more',
    kinds: ['not well in time'],
    tell: ({ recoveries }) => {
      first(recoveries).heard = undefined;
    },
  },
  {
    what: 'a server of the log that never has all of it again',
    kinds: ['not well in time'],
    tell: ({ recoveries }) => {
      first(recoveries).current = undefined;
    },
  },
  {
    what: 'a rollout that waits too long for one of its programs',
    kinds: ['not well in time'],
    tell: ({ recoveries }) => {
      first(recoveries).restarted = [{ name: 'gateway-0', ready: WELL_WITHIN_MS + 1 }];
    },
  },
  {
    what: 'a row that verifying does not find',
    kinds: ['the rows are not the log'],
    tell: ({ mismatches }) => mismatches.push('missing 7 room "lobby"'),
  },
  {
    what: 'a program that is not ready at the end',
    kinds: ['not well at the end'],
    tell: ({ unready }) => unready.push('persister-1'),
  },
  {
    what: 'a program that ended by itself',
    kinds: ['ended badly'],
    tell: ({ ends }) => ends.push('gateway-0: exited with 1'),
  },
  {
    what: 'a program whose liveness said no',
    kinds: ['restarted by its liveness'],
    tell: ({ restarts }) => restarts.push('gateway-0'),
  },
  ...(['connections', 'subscriptions', 'consumers', 'sessions'] as const).map(
    (held): Lie => ({
      what: `more ${held} than before`,
      kinds: ['a leak'],
      tell: ({ after }) => {
        after[held] += BOUNDS[held] + 1;
      },
    }),
  ),
  ...(['rssMb', 'handles'] as const).map(
    (held): Lie => ({
      what: `a program with more ${held} than before`,
      kinds: ['a leak'],
      tell: ({ after }) => {
        const program = after.programs['gateway-0'] ?? assert.fail();
        program[held] += BOUNDS[held] + 1;
      },
    }),
  ),
];

describe('the judge of make chaos', () => {
  it('says nothing of a run in which every promise held', () => {
    assert.deepEqual(judge(honestRun()), []);
  });

  for (const { what, kinds, tell } of LIES) {
    it(`names ${what}`, () => {
      const run = honestRun();
      tell(run);
      const found = judge(run).map(({ kind }) => kind);
      assert.deepEqual(found.toSorted(), kinds.toSorted());
    });
  }

  it('knows no kind that no lie shows', () => {
    const shown = new Set(LIES.flatMap(({ kinds }) => kinds));
    assert.deepEqual(
      KINDS.filter((kind) => !shown.has(kind)),
      [],
    );
  });

  it('takes no reset for a fault after the log was made anew on purpose: each once, and soon', () => {
    const told = { by: 'reader', kind: 'reset', text: 'amber: epoch at 3' } as const;
    const after = (...resets: { at: number; by?: string; text?: string }[]) => {
      const run = honestRun();
      run.tape.newLogs.push(10);
      run.tape.oddities.push(...resets.map((each) => ({ ...told, ...each })));
      return judge(run).map(({ kind, cases }) => `${kind} ${cases.length}`);
    };
    const others = [
      { at: 20, by: 'sleeper' },
      { at: 20, text: 'basil: epoch at 3' },
    ];
    assert.deepEqual(after({ at: 20 }, ...others), []);
    assert.deepEqual(after({ at: 20 }, { at: 30 }), ['reset 1']);
    assert.deepEqual(after({ at: 60_011 }), ['reset 1']);
    assert.deepEqual(after({ at: 20, text: 'amber: ahead at 3' }), ['reset 1']);
  });
});
