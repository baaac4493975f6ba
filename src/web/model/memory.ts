// What the browser keeps of one person's chat. What cannot be had again (unsent messages, drafts, how far somebody
// read) stands apart from the caches of what the server has, too. Invariant: a room's messages and its cursor are one
// value, so that after a reload nothing is missing between what is shown and where the SDK resumes.

import { type MessageView, reactionsSize } from '../../chat/kernel/message-view.ts';
import { above, EMPTY_VIEW, lastOf, type Notice, type RoomView } from '../../chat/kernel/view.ts';
import { isMember } from '../../chat/member/member.ts';
import { isGuest } from '../../chat/name/guest.ts';
import { saysRoom } from '../../chat/room/room.ts';
import { MODEL } from '../../chat/views.ts';
import { isRecord } from '../../client/records.ts';
import {
  browserStorage,
  type ChatStorage,
  type Cursor,
  isCursor,
  keysOf,
  readJson,
  writeJson,
} from '../../client/storage.ts';
import type { User } from '../../shared/wire/objects.ts';
import { type Choosing, openChoosing } from './choosing.ts';
import type { Backing, Keeping, Kept } from './keeping.ts';
import type { Standing } from './room.ts';
import type { Store } from './store.ts';

const APP = 'chatk8s';
export const USER_KEY = `${APP}:user`;
export const CACHES = `${APP}:cache:`;
/** Messages kept of each room, and their characters: enough to begin with while the rest is fetched. */
const KEPT_MESSAGES = 200;
const KEPT_CHARACTERS = 100_000;

export const keptPrefix = (userId: string): string => `${APP}:kept:${userId}:`;
export const cachePrefix = (userId: string): string => `${CACHES}${userId}:`;
/** Who comes back finds it as they left it: it stays when they sign out. */
export const choicesKey = (userId: string): string => `${APP}:chosen:${userId}`;

/** What was seen of a room, and up to where. */
export interface RememberedRoom {
  cursor: Cursor;
  view: RoomView;
}

/** Up to where a room was read, in the log that `epoch` names. */
export interface ReadMark extends Cursor {
  /** Nobody knew, and the person has not looked: what was there as the page entered counts as read, until somebody knows. */
  assumed?: true;
}

export interface Memory {
  /** Whether what cannot be had again outlives the page. */
  readonly kept: Store<Kept>;
  /** What the person chose of the page. */
  readonly choosing: Choosing;
  /** The SDK's commands on their way. */
  readonly unsent: Pick<ChatStorage, 'loadCommands' | 'saveCommand' | 'removeCommand'>;
  /** In the order of the list; those with something kept follow where the list is lost. */
  rooms(): string[];
  saveRooms(names: readonly string[]): void;
  lastRoom(): string | undefined;
  saveLastRoom(name: string): void;
  /** Nothing where another version of the page kept it: what it passed over this one may show, so it is fetched anew. */
  room(name: string): RememberedRoom | undefined;
  saveRoom(name: string, room: RememberedRoom | undefined): void;
  readMark(room: string): ReadMark | undefined;
  /** Never moves back within a log: another tab may have read further. */
  saveReadMark(room: string, mark: ReadMark | undefined): void;
  /** The emoji that were taken last, the last first. */
  recentEmoji(): string[];
  saveRecentEmoji(emoji: readonly string[]): void;
  /** The tone of skin that was chosen for emoji, 0 to 5. */
  emojiTone(): number;
  saveEmojiTone(tone: number): void;
  /** The people of a direct room: it is called by them. */
  direct(room: string): User[];
  saveDirect(room: string, people: readonly User[]): void;
  /** The rooms that were opened last, the last first. */
  recentRooms(): string[];
  saveRecentRooms(names: readonly string[]): void;
  /** What a room was, and the person in it, when anybody last said so: it is called by that. */
  standing(room: string): Standing | undefined;
  saveStanding(room: string, standing: Standing | undefined): void;
  draft(room: string): string;
  saveDraft(room: string, text: string): void;
  /** Removes everything of this person, but for what they chose where they may come back. */
  clear(): void;
}

/** Where it is kept, and what keeps it there. */
export interface Place {
  backing: Backing;
  keeping: Keeping;
}

export function openMemory({ backing, keeping: store }: Place, userId: string): Memory {
  const [kept, cache] = [keptPrefix(userId), cachePrefix(userId)];
  const [draftKey, readKey, roomKey] = [`${kept}draft:`, `${kept}read:`, `${cache}room:`];
  const [directKey, standingKey] = [`${cache}direct:`, `${cache}standing:`];
  const save = (key: string, value: unknown) => {
    if (value === undefined) store.removeItem(key);
    else writeJson(store, key, value);
  };
  const choosing = openChoosing(store, backing, choicesKey(userId));
  return {
    kept: store.kept,
    choosing,
    unsent: browserStorage(store, kept.slice(0, -1)),
    rooms: () => {
      const listed = readJson(store, `${cache}rooms`, isStrings) ?? [];
      const withKept = [readKey, draftKey].flatMap((prefix) =>
        keysOf(store, prefix).map((key) => key.slice(prefix.length)),
      );
      return [...new Set([...listed, ...withKept])];
    },
    saveRooms: (names) => save(`${cache}rooms`, names),
    lastRoom: () => readJson(store, `${cache}last-room`, isString),
    saveLastRoom: (name) => save(`${cache}last-room`, name),
    room: (name) => {
      const room = readJson(store, roomKey + name, isRoom);
      return room && { cursor: room.cursor, view: readable(room.view) };
    },
    saveRoom: (name, room) =>
      save(roomKey + name, room && { ...room, version: MODEL, view: latest(room.view) }),
    readMark: (room) => readJson(store, readKey + room, isReadMark),
    saveReadMark: (room, mark) => {
      const before = readJson(store, readKey + room, isReadMark);
      const isKnown = before?.assumed === true && mark?.assumed === undefined;
      const isBehind = before?.epoch === mark?.epoch && (before?.seq ?? 0) >= (mark?.seq ?? 0);
      if (mark !== undefined && isBehind && !isKnown) return;
      save(readKey + room, mark);
    },
    recentEmoji: () => readJson(store, `${cache}emoji`, isStrings) ?? [],
    saveRecentEmoji: (emoji) => save(`${cache}emoji`, emoji),
    emojiTone: () => readJson(store, `${cache}emoji-tone`, isTone) ?? 0,
    saveEmojiTone: (tone) => save(`${cache}emoji-tone`, tone === 0 ? undefined : tone),
    recentRooms: () => readJson(store, `${cache}recent-rooms`, isStrings) ?? [],
    saveRecentRooms: (names) => save(`${cache}recent-rooms`, names),
    direct: (room) => readJson(store, directKey + room, isUsers) ?? [],
    saveDirect: (room, people) => save(directKey + room, people.length === 0 ? undefined : people),
    standing: (room) => readJson(store, standingKey + room, isStanding),
    saveStanding: (room, standing) => {
      // Each room says it with each connection.
      const isKept = JSON.stringify(standing) === store.getItem(standingKey + room);
      if (!isKept) save(standingKey + room, standing);
    },
    draft: (room) => readJson(store, draftKey + room, isString) ?? '',
    saveDraft: (room, text) => save(draftKey + room, text === '' ? undefined : text),
    clear: () => {
      for (const key of [...keysOf(store, kept), ...keysOf(store, cache)]) store.removeItem(key);
      if (isGuest({ id: userId })) choosing.forget();
    },
  };
}

/** The last messages and notices that fit, without a hole. */
function latest(view: RoomView): RoomView {
  const sizes = [
    ...view.messages.map(({ seq, text, marks }) => ({
      seq,
      size: text.length + reactionsSize(marks),
    })),
    ...view.notices.map(({ seq, data }) => ({ seq, size: JSON.stringify(data).length })),
  ].sort((a, b) => b.seq - a.seq);
  let characters = 0;
  const fitting = sizes.slice(0, KEPT_MESSAGES).findIndex(({ size }) => {
    characters += size;
    return characters > KEPT_CHARACTERS;
  });
  return lastOf(view, fitting === -1 ? KEPT_MESSAGES : fitting);
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isReadMark = (value: unknown): value is ReadMark =>
  isCursor(value) && (!('assumed' in value) || value.assumed === true);
const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(isString);
const isTone = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 5;
export const isUser = (value: unknown): value is User =>
  isRecord(value) && isString(value.id) && isString(value.name);
const isUsers = (value: unknown): value is User[] => Array.isArray(value) && value.every(isUser);
const isStanding = (value: unknown): value is Standing =>
  isRecord(value) && saysRoom({ room: value.state }) && isMember(value.member);
const isMessage = (value: unknown): value is MessageView =>
  isRecord(value) &&
  Number.isSafeInteger(value.seq) &&
  isString(value.id) &&
  isString(value.at) &&
  !Number.isNaN(Date.parse(value.at)) &&
  isString(value.text) &&
  isUser(value.user) &&
  Array.isArray(value.reactions) &&
  isRecord(value.marks) &&
  Array.isArray(value.marks.reactions);

const isNotice = (value: unknown): value is Notice =>
  isRecord(value) &&
  Number.isSafeInteger(value.seq) &&
  isString(value.at) &&
  isString(value.event) &&
  isUser(value.user) &&
  isRecord(value.data);

interface KeptView {
  messages: unknown[];
  waiting: MessageView[];
  notices: Notice[];
  low?: number;
}
const isView = (value: unknown): value is KeptView =>
  isRecord(value) &&
  Array.isArray(value.messages) &&
  Array.isArray(value.waiting) &&
  value.waiting.every(isMessage) &&
  Array.isArray(value.notices) &&
  value.notices.every(isNotice) &&
  (value.low === undefined || Number.isSafeInteger(value.low));
const isRoom = (value: unknown): value is { cursor: Cursor; view: KeptView } =>
  isRecord(value) && value.version === MODEL && isCursor(value.cursor) && isView(value.view);

/** The messages after the last strange one: what stood before it is fetched again, and there is no hole. */
const readable = (kept: KeptView): RoomView => {
  const strange = kept.messages.findLastIndex((message) => !isMessage(message));
  const messages = kept.messages.slice(strange + 1).filter(isMessage);
  const view = { low: undefined, ...kept, messages };
  if (strange === -1) return view;
  const [first] = messages;
  return first === undefined ? EMPTY_VIEW : above(view, first.seq);
};
