// What is read between the messages of a room: what was done to it and to those in it, in sentences, for the page and the
// terminal. Pure. Invariant: what is done to many at once, or by many, is one sentence.
import type { User } from '../shared/wire/objects.ts';
import type { Notice } from './kernel/view.ts';
import { memberDeed } from './member/prose.ts';
import type { MemberSeen } from './member/view.ts';
import { roomDeeds } from './room/prose.ts';
import type { RoomSeen } from './room/view.ts';

/** Who reads it. */
export interface Reader {
  me: string;
  /** A time in words, from milliseconds since 1970. */
  when: (ms: number) => string;
  /** What somebody is called. */
  name?: (user: User) => string;
  /** What the room was before all of it, where that is known. */
  before?: RoomSeen;
  /** Who is asked into it and did not answer: read and written, for whoever is told one thing after the other. */
  invited?: Set<string>;
  /** Whether something else is read between two of them, so that they are two sentences. */
  isApart?: (before: Notice, after: Notice) => boolean;
}

export interface Sentence {
  /** Of the first and of the last fact that it says. */
  first: number;
  seq: number;
  at: string;
  text: string;
}

/** Whom a sentence names at most; the others are a number. */
const NAMED_MAX = 3;

/** A sentence while more people may come into it. */
interface Open extends Omit<Sentence, 'text'> {
  last: Notice;
  key: string;
  people: User[];
  say: (people: string) => string;
}

export function sentencesOf(notices: readonly Notice[], reader: Reader): Sentence[] {
  const { me, when, name = ({ name: own }) => own, isApart = () => false } = reader;
  const { invited = new Set() } = reader;
  const said: Open[] = [];
  let room = reader.before;
  for (const [index, notice] of notices.entries()) {
    const { seq, at, user, event } = notice;
    const by = user.id === me ? 'You' : name(user);
    const place = { first: seq, seq, at, last: notice };
    if (isRoomNotice(notice)) {
      const isOfOwners = room === undefined && goesWith(notice, notices[index - 1]);
      const deeds = isOfOwners ? [] : roomDeeds(event, notice.data, room);
      room = notice.data;
      if (deeds.length === 0) continue;
      said.push({ ...place, key: `${seq}`, people: [], say: () => `${by} ${inWords(deeds)}.` });
      continue;
    }
    const { about } = notice.data as MemberSeen;
    const deed = memberDeed(notice, { when, wasInvited: invited.has(about.id) });
    if (event === 'MemberInvited') invited.add(about.id);
    else if (event === 'MemberJoined' || event === 'MemberLeft') invited.delete(about.id);
    // Who is in a conversation is said by its name, and who makes a room is in it.
    const isSaid = room?.kind === 'direct' || isOfMaking(notice, notices[index - 1]);
    if (deed === undefined || isSaid) continue;
    const isOwn = about.id === user.id;
    const { verb, rest } = deed;
    const end = rest === '' ? '.' : ` ${rest}.`;
    const key = `${isOwn ? '' : user.id} ${verb} ${rest}`;
    const open = said.at(-1);
    if (open?.key === key && !isApart(open.last, notice)) {
      if (!open.people.some(({ id }) => id === about.id)) open.people.push(about);
      said[said.length - 1] = { ...open, seq, last: notice };
      continue;
    }
    const say = (people: string) =>
      isOwn ? `${people} ${verb}.` : `${by} ${verb} ${people}${end}`;
    said.push({ ...place, key, people: [about], say });
  }
  return said.map(({ first, seq, at, people, say }) => {
    const text = say(named(people.map((one) => (one.id === me ? 'you' : name(one)))));
    return { first, seq, at, text: text.charAt(0).toUpperCase() + text.slice(1) };
  });
}

/** Whether it is about the room, not about somebody in it. */
export const isRoomNotice = (notice: Notice): notice is Notice & { data: RoomSeen } =>
  typeof (notice.data as Partial<RoomSeen>).kind === 'string';

/** They may change who owns the room: that is a fact of the room, stored right behind them, and none to be read. */
const OF_OWNERS: ReadonlySet<string> = new Set([
  'RoleChanged',
  'MemberLeft',
  'MemberRemoved',
  'MemberBanned',
]);
const goesWith = (notice: Notice, before: Notice | undefined): boolean =>
  before !== undefined &&
  before.seq === notice.seq - 1 &&
  before.user.id === notice.user.id &&
  OF_OWNERS.has(before.event);

/** Who makes a room joins it with the next fact. */
const isOfMaking = ({ seq, user, event }: Notice, before: Notice | undefined): boolean =>
  event === 'MemberJoined' &&
  before?.event === 'RoomCreated' &&
  before.seq === seq - 1 &&
  before.user.id === user.id;

function named(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return inWords(more > 1 ? [...names.slice(0, NAMED_MAX), `${more} others`] : names);
}

const inWords = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
