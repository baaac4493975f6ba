// Whatever happens to rooms and to those in them, and in whatever order and batches it is told: what is read of it, and what the
// rows say, is what the log says when one goes through it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Fact } from '../../../src/chat/features.ts';
import { encodeFact } from '../../../src/chat/kernel/codec.ts';
import { type Entry, type InRoom, makeFact } from '../../../src/chat/kernel/fact.ts';
import { memberSubject, messageSubject, stateSubject } from '../../../src/chat/kernel/subjects.ts';
import type { Row } from '../../../src/chat/kernel/table.ts';
import { EMPTY_VIEW, lastOf } from '../../../src/chat/kernel/view.ts';
import { MEMBER_FACTS } from '../../../src/chat/member/facts.ts';
import { saysMember } from '../../../src/chat/member/member.ts';
import { MEMBER } from '../../../src/chat/member/rows.ts';
import { messagePosted } from '../../../src/chat/message/facts.ts';
import { roomArchived, roomChanged, roomCreated } from '../../../src/chat/room/facts.ts';
import { saysRoom } from '../../../src/chat/room/room.ts';
import { ROOM } from '../../../src/chat/room/rows.ts';
import { fold } from '../../../src/chat/views.ts';
import { eventFrame } from '../../../src/gateway/log/entry.ts';
import { fold as foldRows, mergedRows } from '../../../src/persister/rows/fold.ts';
import type { RawEntry } from '../../../src/shared/raw-entry.ts';

const ROOMS = ['lobby', 'team'];
const USERS = ['ada', 'bob', 'eve'].map((id) => ({ id, name: id.toUpperCase() }));
const STATES = ['invited', 'in', 'out', 'removed', 'banned'];
const ROLES = ['owner', 'moderator', 'member'];

const uuid = (n: number) => `01a20a9a-68c5-7268-9b55-${String(n).padStart(12, '0')}`;
const at = (seq: number) => new Date(1_767_225_600_000 + seq * 1_009).toISOString();
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

const step = fc.record({
  what: fc.constantFrom('post', 'room', 'member', 'member'),
  room: fc.constantFrom(...ROOMS),
  by: fc.constantFrom(...USERS),
  about: fc.constantFrom(...USERS),
  state: fc.constantFrom(...STATES),
  role: fc.constantFrom(...ROLES),
  mutedUntil: maybe(fc.nat(1e12)),
  topic: maybe(fc.string({ maxLength: 5 })),
  title: maybe(fc.constantFrom('A', 'B')),
  kind: fc.constantFrom('public', 'private'),
  isArchived: fc.boolean(),
  which: fc.nat(),
});

/** In the log's order, each with the subject that it stands on. */
const logs = fc.array(step, { minLength: 1, maxLength: 40 }).map((steps) =>
  steps.map((one, i): { entry: Entry<InRoom<Fact>>; raw: RawEntry } => {
    const seq = i + 1;
    const of = { id: uuid(seq), room: one.room, user: one.by };
    const [fact, subject] = said(one, of);
    const raw = { seq, at: at(seq), subject, isVoid: false, data: encodeFact(fact) };
    return { entry: { seq, at: at(seq), fact }, raw };
  }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type About = { id: string; room: string; user: { id: string; name: string } };

function said(one: Step, of: About): [InRoom<Fact>, string] {
  const { room, which } = one;
  if (one.what === 'post') {
    return [makeFact(messagePosted, { ...of, data: { text: 'hello' } }), messageSubject(room)];
  }
  if (one.what === 'room') {
    const type = [roomCreated, roomChanged, roomArchived][which % 3] ?? roomChanged;
    const { kind, topic, title, isArchived: archived } = one;
    const now = {
      kind,
      archived,
      ...(topic !== undefined && { topic }),
      ...(title !== undefined && { title }),
    };
    return [makeFact(type, { ...of, data: { room: now } }), stateSubject(room)];
  }
  const type = MEMBER_FACTS[which % MEMBER_FACTS.length] ?? MEMBER_FACTS[0];
  const { about: user, state, role, mutedUntil } = one;
  const member = { state, role, ...(mutedUntil !== undefined && { mutedUntil }) };
  return [makeFact(type, { ...of, data: { user, member } }), memberSubject(room, user.id)];
}

/** Each once at least, some twice, in an order of chance and in pieces. */
const way = fc.record({
  order: fc.infiniteStream(fc.nat()),
  again: fc.array(fc.nat(40)),
  size: fc.integer({ min: 1, max: 7 }),
});
type Way = typeof way extends fc.Arbitrary<infer T> ? T : never;

function pieces<T>(all: readonly T[], { order, again, size }: Way): T[][] {
  const twice = again.map((i) => all[i % all.length]).filter((one) => one !== undefined);
  const shuffled = [...all, ...twice]
    .map((one) => ({ one, place: order.next().value as number }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
  const parts: T[][] = [];
  while (shuffled.length > 0) parts.push(shuffled.splice(0, size));
  return parts;
}

describe('rooms and those in them', () => {
  it('are in the rows as the log says, in whatever batches', () => {
    fc.assert(
      fc.property(logs, way, (log, way) => {
        const batches = pieces(log, way);
        const rowsOf = (table: typeof ROOM | typeof MEMBER) =>
          mergedRows(
            table,
            batches.flatMap((part) => [
              ...((foldRows(part.map(({ raw }) => raw)).get(table) ?? []) as Row[]),
            ]),
          );
        const entries = log.map(({ entry }) => entry);
        assert.deepEqual(byKey(rowsOf(ROOM), 'name'), roomsOf(entries));
        assert.deepEqual(byKey(rowsOf(MEMBER), 'room', 'user_id'), membersOf(entries));
      }),
      { numRuns: 1_000 },
    );
  });

  it('are read alike on whatever way, and come back after they were let go of', () => {
    fc.assert(
      fc.property(logs, way, fc.nat(41), (log, way, count) => {
        const events = log
          .filter(({ entry }) => entry.fact.room === 'team')
          .map(({ entry }) => eventFrame(entry));
        const whole = fold(EMPTY_VIEW, events);
        let view = EMPTY_VIEW;
        for (const part of pieces(events, way)) view = fold(view, part);
        assert.deepEqual(view, whole);
        assert.deepEqual(
          view.notices.map(({ seq }) => seq),
          events.filter(({ event }) => event !== 'MessagePosted').map(({ seq }) => seq),
        );
        assert.deepEqual(fold(lastOf(view, count), events), whole);
      }),
      { numRuns: 1_000 },
    );
  });
});

const byKey = (rows: readonly Row[], ...columns: string[]) =>
  new Map(rows.map((row) => [columns.map((column) => row[column]).join(' '), row]));

/** By going through the log once, in its order. */
function roomsOf(entries: readonly Entry<InRoom<Fact>>[]): Map<string, object> {
  const rooms = new Map<string, object>();
  const unsaid = { state_seq: null, kind: null, title: null, topic: null, archived: null };
  for (const { seq, at: last_at, fact } of entries) {
    const before = rooms.get(fact.room) ?? { name: fact.room, first_seq: seq, ...unsaid };
    const now = { ...before, last_seq: seq, last_at };
    if (!saysRoom(fact.data)) {
      rooms.set(fact.room, now);
      continue;
    }
    const { kind, title = null, topic = null, archived = false } = fact.data.room;
    rooms.set(fact.room, { ...now, state_seq: seq, kind, title, topic, archived });
  }
  return rooms;
}

function membersOf(entries: readonly Entry<InRoom<Fact>>[]): Map<string, object> {
  const members = new Map<string, { first_seq: number }>();
  for (const { seq, at, fact } of entries) {
    if (!saysMember(fact.data)) continue;
    const { user, member } = fact.data;
    const key = `${fact.room} ${user.id}`;
    members.set(key, {
      ...{ room: fact.room, user_id: user.id, user_name: user.name },
      ...{ first_seq: members.get(key)?.first_seq ?? seq, seq, at, by_id: fact.user.id },
      ...{ state: member.state, role: member.role },
      muted_until:
        member.mutedUntil === undefined ? null : new Date(member.mutedUntil).toISOString(),
    } as { first_seq: number });
  }
  return members;
}
