// What rooms are, and who is what in them, of the rooms that somebody on this gateway is in: read once a room, whoever comes, kept
// fresh by the reader, forgotten with the last who leaves. So a crowd that comes back costs a read a room, and whoever writes
// waits for nothing. A room with too many memberships is read person by person (states.ts).
// Invariant: of two entries of a subject the later one stays. Somebody may know a later one still: what rests on a state says
// so to the log.
import { facts } from '../../chat/features.ts';
import type { State } from '../../chat/kernel/command.ts';
import { kindOfPlace, placeOf, stateSubject } from '../../chat/kernel/subjects.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { shown } from './entry.ts';
import type { ReadRoom } from './read-room.ts';
import type { States } from './states.ts';

export interface RoomStates extends Pick<States, 'of' | 'refresh' | 'saw'> {
  /** Somebody comes into a room; {@link RoomStates.release} as often. */
  hold: (room: string) => void;
  release: (room: string) => void;
  /** Of a room that is held: undefined where it is known, else when it is. Rejects with `LogUnreadable`. */
  load: (room: string, who?: string) => Promise<void> | undefined;
  readonly rooms: number;
}

interface Held {
  people: number;
  states: Map<string, State>;
  /** `whole`: who has no membership here has none. `parts`: only what the room itself is. */
  known: 'nothing' | 'whole' | 'parts';
  loading: Promise<void> | undefined;
}

const NONE: State = { seq: 0, fact: undefined };
/** Twice what is read at once: past it who is new is asked for by himself. */
const STATES_MAX = 2_048;

export interface RoomStatesOptions {
  states: States;
  readRoom: ReadRoom;
  /** Nobody is in a room any more. */
  onForgotten: (room: string) => void;
}

export function createRoomStates({ states, readRoom, onForgotten }: RoomStatesOptions): RoomStates {
  const rooms = new Map<string, Held>();

  const learn = (held: Held, subject: string, state: State): State => {
    const before = held.states.get(subject);
    if (before !== undefined && before.seq >= state.seq) return before;
    held.states.set(subject, state);
    return state;
  };
  const keepRoomAlone = (held: Held, room: string) => {
    const own = held.states.get(stateSubject(room));
    held.states = new Map(own && [[stateSubject(room), own]]);
    held.known = 'parts';
  };
  const load = async (held: Held, room: string, who: string | undefined) => {
    const entries = await readRoom(room, who);
    if (entries === undefined) {
      learn(held, stateSubject(room), await states.refresh(stateSubject(room), who));
      return keepRoomAlone(held, room);
    }
    for (const raw of entries) {
      const fact = factOf(raw);
      const state = fact && { seq: raw.seq, fact };
      // The last entry is void or no fact: what was before it holds.
      learn(held, raw.subject, state ?? (await states.refresh(raw.subject, who)));
    }
    // So many memberships may have come by meanwhile that they were not kept.
    if (held.known === 'parts') return keepRoomAlone(held, room);
    held.known = 'whole';
  };
  /** The room whose state or membership a subject is, where it is held. */
  const heldOf = (subject: string): { held: Held; room: string; kind: string } | undefined => {
    const kind = kindOfPlace(subject);
    if (kind !== 'state' && kind !== 'member') return undefined;
    const room = placeOf(subject)?.room;
    const held = room === undefined ? undefined : rooms.get(room);
    return held && room !== undefined ? { held, room, kind } : undefined;
  };

  return {
    hold: (room) => {
      const held = rooms.get(room);
      if (held !== undefined) held.people += 1;
      else rooms.set(room, { people: 1, states: new Map(), known: 'nothing', loading: undefined });
    },
    release: (room) => {
      const held = rooms.get(room);
      if (held === undefined) return;
      held.people -= 1;
      if (held.people > 0) return;
      rooms.delete(room);
      onForgotten(room);
    },
    load: (room, who) => {
      const held = rooms.get(room);
      if (held === undefined) throw new Error(`nobody is in ${room}`);
      if (held.known !== 'nothing') return undefined;
      held.loading ??= load(held, room, who).finally(() => {
        held.loading = undefined;
      });
      return held.loading;
    },
    saw: (raw) => {
      states.saw(raw);
      const of = heldOf(raw.subject);
      if (of === undefined || (of.kind === 'member' && of.held.known === 'parts')) return;
      const { held, room } = of;
      const fact = factOf(raw) ?? held.states.get(raw.subject)?.fact;
      // Before the first reading nobody knows what was: that reading says it.
      if (fact !== undefined || held.known !== 'nothing')
        learn(held, raw.subject, { seq: raw.seq, fact });
      if (held.states.size > STATES_MAX) keepRoomAlone(held, room);
    },
    of: (subject, who) => {
      const of = heldOf(subject);
      if (of === undefined || of.held.known === 'nothing') return states.of(subject, who);
      const state = of.held.states.get(subject);
      if (state !== undefined) return state;
      return of.held.known === 'whole' || of.kind === 'state' ? NONE : states.of(subject, who);
    },
    refresh: async (subject, who) => {
      const state = await states.refresh(subject, who);
      const of = heldOf(subject);
      if (of === undefined || of.held.known === 'nothing') return state;
      return of.kind === 'member' && of.held.known === 'parts'
        ? state
        : learn(of.held, subject, state);
    },
    get rooms() {
      return rooms.size;
    },
  };
}

const factOf = (raw: RawEntry) => shown(facts.read(raw))?.fact;
