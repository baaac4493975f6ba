// What the SDK tells, but for what is said in the rooms (views.ts): onto the screen.

import { MODERATOR } from '../../chat/kernel/command.ts';
import { isMessagePosted } from '../../chat/message/view.ts';
import { isDirectName } from '../../chat/room/direct-name.ts';
import type { ChatClient } from '../../client/client.ts';
import { leftWords } from '../../client/left.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import { ANEW_WORDS } from '../words/notices.ts';
import type { Around } from './around.ts';
import { changeChange, isChange, renameChange, settled } from './changes.ts';
import type { StateHolder } from './chat-state.ts';
import { withNames } from './members.ts';
import type { Memory } from './memory.ts';
import { failedWords, operatorWords } from './message-words.ts';
import { onScreen } from './on-screen.ts';
import { inOtherLog, withoutItsLog } from './other-log.ts';
import type { Reading } from './reading.ts';
import { refusalWords, waitingWords, whyWords } from './refusal-words.ts';
import type { Remembering } from './remembering.ts';
import { acknowledged, changeOutgoing, emptyRoom, notSent, sentOut } from './room.ts';
import { calledBy } from './room-names.ts';
import { withFact } from './standing.ts';
import type { Views } from './views.ts';

export interface ListeningParts {
  state: StateHolder;
  views: Views;
  reading: Reading;
  remembering: Remembering;
  around: Around;
  memory: Pick<Memory, 'draft'>;
  /** Everything of it is there. */
  entered: (room: string) => void;
  /** Takes a room off the list. */
  takeOff: (room: string) => void;
  /** Puts a room into the list, and enters it. */
  put: (room: string) => void;
}

export function listen(client: ChatClient, parts: ListeningParts): void {
  const { state, views, reading, remembering, entered } = parts;
  const stored = (room: string, id: string, seq: number) =>
    state.change(room, (old) =>
      settled(changeChange(old, id, { status: 'stored', seq }), views.told(room)),
    );
  client.on('state', (connection) => {
    if (connection.state !== 'live') {
      // What came just now is kept before it may be a backlog's.
      client.flush();
      reading.lost();
      state.set({ connection });
    }
    // In a log that was made anew nothing is in the database yet.
    else state.set({ connection, wasLive: true, persisted: client.persisted });
  });
  client.on('live', ({ room, seq }) => {
    views.gather(room);
    reading.entered(room, seq);
    state.change(room, (old) => ({ ...old, entry: { state: 'in' } }));
    entered(room);
  });
  client.on('skipped', ({ room }) =>
    state.change(room, (old) => ({ ...old, older: { state: 'more' } })),
  );
  client.on('persisted', ({ seq }) => state.set({ persisted: seq }));
  client.on('user', (user) => state.set({ user }));
  client.on('operator', ({ isOperator, by }) => {
    const others = state.now.roles.filter((role) => role !== MODERATOR);
    const roles = isOperator ? [...others, MODERATOR] : others;
    state.set({ roles, notice: operatorWords(isOperator, by.name) });
  });
  client.on('ack', (ack) => {
    const { room, id, seq } = ack;
    if (room === undefined) return;
    state.change(room, (old) => acknowledged(old, ack));
    stored(room, id, seq);
  });
  client.on('event', ({ room, id, seq, user, event }) => {
    if (room === undefined) return;
    // A lost connection may have swallowed the ack.
    if (user.id === state.now.user.id) stored(room, id, seq);
    if (event === 'MessageDeleted') remembering.rememberNow(room);
  });
  client.on('unsent', ({ id, room, command, error }) => {
    // Who gave it waits for it, and says why it was not done.
    if (room === undefined) return;
    const change = { status: 'failed' as const, reason: whyWords(error) };
    state.change(room, (old) => changeChange(changeOutgoing(old, id, change), id, change));
    if (error.code === 'other_log') {
      state.change(room, (old) => withoutItsLog(old, id));
      if (isChange(command) && command.type !== 'edit') state.set({ notice: ANEW_WORDS.lost });
      return;
    }
    if (!isChange(command)) return;
    const where = state.room(room);
    const shown = where && onScreen(where).view.messages;
    const isSeen = shown?.some(({ seq }) => seq === command.target);
    // Beside the message, where it can be seen.
    if (isSeen === true) return;
    const called = calledBy(state.now, room);
    state.set({ notice: `${failedWords({ command })} in ${called}. ${whyWords(error)}` });
  });
  client.on('renamed', ({ from, to, room }) => {
    if (room === undefined) return;
    state.change(room, (old) => renameChange(changeOutgoing(old, from, { id: to }), from, to));
  });
  client.on('reset', ({ room, reason }) => {
    reading.startAnew(room);
    // Sequences of a log that is gone: in this one they name other messages.
    const { editing } = state.writing(room);
    state.setWriting(room, {});
    state.change(room, (old) => inOtherLog(old, editing));
    if (reason !== 'epoch' || state.now.notice === ANEW_WORDS.lost) return;
    state.set({ notice: ANEW_WORDS.began });
  });
  client.on('error', (error) => refused(state, error));
  listenToRooms(client, parts);
  listenAround(client, parts);
}

/** What the person is in which room. */
function listenToRooms(client: ChatClient, parts: ListeningParts): void {
  const { state, views, remembering, around, memory, takeOff, put } = parts;
  client.on('joined', ({ room, ...standing }) => {
    state.change(room, (old) => ({ ...old, standing }));
    remembering.rememberStanding(room);
    // Answered on another device.
    if (standing.member.state === 'in') state.answered(room);
  });
  client.on('event', (event) => {
    const { room } = event;
    if (room === undefined) return;
    const before = state.room(room);
    state.change(room, (old) => withFact(old, event, state.now.user.id));
    const now = state.room(room);
    if (now?.members !== before?.members) remembering.rememberPeople(room);
    if (now?.standing !== before?.standing) remembering.rememberStanding(room);
  });
  client.on('left', ({ room, reason, by }) => {
    const draft = memory.draft(room);
    const old = state.room(room);
    // They went of themselves, here or on another device: there is nothing to say.
    if (reason === 'left' && draft === '' && (old === undefined || notSent(old).length === 0))
      return takeOff(room);
    views.remove(room);
    around.forget(room);
    state.setWriting(room, {});
    state.change(room, () => sentOut(old ?? emptyRoom(room), leftWords({ reason, by }), draft));
    remembering.forget(room);
  });
  client.on('invited', (invitation) => {
    // Into a conversation of a few people nobody is asked: they are in it.
    if (isDirectName(invitation.room)) return put(invitation.room);
    state.invited(invitation);
  });
}

/** What is said between people, and is not in the log. */
function listenAround(client: ChatClient, { state, reading, around }: ListeningParts): void {
  client.on('read', ({ room, seq }) => reading.readElsewhere(room, seq));
  client.on('presence', (present) => {
    const { room, here = [] } = present;
    around.present(present);
    state.change(room, (old) => {
      const members = withNames(old.members, here);
      return members === old.members ? old : { ...old, members };
    });
  });
  client.on('typing', ({ room, user }) => around.typing(room, user));
  client.on('event', (event) => {
    if (isMessagePosted(event)) around.stoppedTyping(event.room, event.user.id);
  });
  client.on('state', (connection) => {
    if (connection.state !== 'live') around.lost();
  });
}

function refused(state: StateHolder, error: Omit<ErrorFrame, 'type'>): void {
  const { id, room, retry } = error;
  if (id !== undefined && room !== undefined) {
    const reason = waitingWords(error, Date.now());
    state.change(room, (old) => changeChange(changeOutgoing(old, id, { reason }), id, { reason }));
  } else if (room !== undefined && !retry) {
    state.change(room, (old) => ({
      ...old,
      entry: { state: 'refused', reason: refusalWords(error) },
    }));
  } else if (!retry && id === undefined) {
    // What has an id was asked or given by somebody who says so themselves.
    state.set({ notice: refusalWords(error) });
  }
}
