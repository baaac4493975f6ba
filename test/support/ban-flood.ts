// A room that twenty people flood on three gateways, while one after the other is banned or muted: what the log holds of each of
// them above that. The servers are real, one or three; nobody keeps rows.
import assert from 'node:assert/strict';
import { facts } from '../../src/chat/features.ts';
import { isInRoom } from '../../src/chat/kernel/fact.ts';
import { roomFilter } from '../../src/chat/kernel/subjects.ts';
import { shown } from '../../src/gateway/log/entry.ts';
import { createRoomReads } from '../../src/gateway/log/room-reads.ts';
import { STREAM } from '../../src/shared/subjects.ts';
import { eventually } from './eventually.ts';
import { answered, flood, startGateways } from './gateways.ts';
import type { WireClient } from './wire.ts';

const ROOM = 'square';
const PEOPLE = 20;
const GATEWAYS = 3;
const SHARES = {
  POST_RATE: '100000',
  POST_BURST: '100000',
  ADDRESS_POST_RATE: '1000000',
  ADDRESS_POST_BURST: '1000000',
  ADDRESS_FRAME_RATE: '1000000',
  ADDRESS_FRAME_BURST: '10000000',
  FRAME_RATE: '1000000',
  FRAME_BURST: '10000000',
};

export type Sentence = 'ban' | 'mute';

export interface Round {
  who: string;
  sentence: Sentence;
  /** Where the log has it. */
  at: number;
}

export interface Judged {
  all: number;
  before: number[];
  above: number[];
  /** What the log has of those who were sentenced, by type. */
  types: Set<string>;
}

export interface Flood {
  /** One more person comes, floods on every gateway, as a moderator as well, and is banned or muted meanwhile. */
  round: (sentence: Sentence) => Promise<Round>;
  /** What each wrote before and after; `all`: facts of the room. */
  judge: (rounds: readonly Round[]) => Promise<Judged>;
  stop: () => Promise<void>;
}

export async function startFlood(servers: 1 | 3): Promise<Flood> {
  const gateways = await startGateways({ servers, count: GATEWAYS, env: SHARES });
  const owner = await gateways.socket(await gateways.tokenOf('owner'));
  const does = (wire: WireClient, type: string, more: object) =>
    answered(wire, { type, room: ROOM, ...more });
  await does(owner, 'create', { kind: 'public' });
  await Promise.all(
    Array.from({ length: PEOPLE }, async (_, i) => {
      const id = `person-${i}`;
      const wire = await gateways.socket(await gateways.tokenOf(id), i % GATEWAYS);
      // Half of them are members, half nobody ever heard of.
      if (i % 2 === 0) await does(wire, 'member', { user: id, do: 'accept' });
      await wire.join(ROOM);
      flood(wire, (n) => ({ type: 'post', room: ROOM, text: `${id} ${n}` }));
      // Nobody looks at what these are told.
      wire.socket.on('message', () => wire.frames.splice(0));
    }),
  );
  const reader = await gateways.connect('gateway');
  const { readPage } = createRoomReads(reader, () => Promise.reject(new Error('not asked')));
  const operator = await gateways.connect('operator');
  const { streams } = await operator.jetstreamManager({ checkAPI: false });
  /** As the log's leader says. */
  const lastIn = async (room: string) =>
    (await streams.getMessage(STREAM, { last_by_subj: roomFilter(room) })).seq;
  let count = 0;

  return {
    round: async (sentence) => {
      const who = `culprit-${++count}`;
      const token = await gateways.tokenOf(who);
      const wires = await gateways.sockets(token);
      const [one] = wires;
      await does(one, 'member', { user: who, do: 'accept' });
      await does(owner, 'member', { user: who, do: 'role', role: 'moderator' });
      await Promise.all(wires.map((wire) => wire.join(ROOM)));
      for (const wire of wires) flood(wire, (n, last) => deed(who, n, last));
      const target = `nobody-${count}`;
      const mutes = await gateways.socket(token, 1);
      flood(mutes, (n) => ({
        ...{ type: 'member', room: ROOM, user: target },
        do: n % 2 === 0 ? 'mute' : 'unmute',
      }));
      await Promise.all(wires.map((wire) => wire.waitFor(({ type }) => type === 'ack')));
      // By then each kind of deed was among them.
      const stored = () => one.frames.filter(({ type }) => type === 'ack').length;
      await eventually(() => assert.ok(stored() >= DEEDS), { deadlineMs: 30_000 });
      const { type, seq, code, message } = await does(owner, 'member', { user: who, do: sentence });
      if (type !== 'ack') throw new Error(`${who} was not sentenced: ${code} ${message}`);
      // What is on its way then is what this is about.
      await Promise.all(
        wires.map((wire) => wire.waitFor(({ type: word }) => word === 'left' || word === 'error')),
      );
      await gateways.close([...wires, mutes]);
      return { who, sentence, at: Number(seq) };
    },
    judge: async (rounds) => {
      await gateways.close();
      const end = await lastIn(ROOM);
      const found = new Map<string, number[]>();
      const culprits = new Set(rounds.map(({ who }) => who));
      const types = new Set<string>();
      let all = 0;
      for (let from = 1; from <= end; ) {
        const page = await readPage({ stream: STREAM, room: ROOM, from, max: 500 });
        for (const raw of page.messages) {
          const entry = shown(facts.read(raw));
          if (entry === undefined || !isInRoom(entry)) continue;
          all += 1;
          const { type, user } = entry.fact;
          const { id } = user;
          if (culprits.has(id)) types.add(type);
          found.set(id, [...(found.get(id) ?? []), entry.seq]);
        }
        // A replica that lags has no more of it yet.
        from = (page.messages.at(-1)?.seq ?? from - 1) + 1;
      }
      const count = (fits: (seq: number, at: number) => boolean) =>
        rounds.map(({ who, at }) => (found.get(who) ?? []).filter((seq) => fits(seq, at)).length);
      return {
        ...{ all, types },
        before: count((seq, at) => seq < at),
        above: count((seq, at) => seq > at),
      };
    },
    stop: gateways.stop,
  };
}

/** A message and three changes of it, thrice. */
const DEEDS = 12;

/** A message, then what one does to one's own: `last` is the one before. */
function deed(who: string, n: number, last: number | undefined) {
  const about = { room: ROOM, target: last };
  const changes = [
    { type: 'edit', ...about, text: `${who} ${n}, better` },
    { type: 'react', ...about, emoji: '👍', on: true },
    { type: 'delete', ...about },
  ];
  return (last && changes[(n % 4) - 1]) || { type: 'post', room: ROOM, text: `${who} ${n}` };
}
