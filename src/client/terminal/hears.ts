// What the server tells, as the terminal shows it at once: who comes, writes, invites, sends out, what a room is, what was refused.
// Invariant: nothing that is told takes the line away that is being typed, nor sends it to another room.
import { isDirectName } from '../../chat/room/direct-name.ts';
import { printable } from '../../shared/printable.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { ClientEvents, Present } from '../api.ts';
import type { ChatClient } from '../client.ts';
import type { Board } from './board.ts';
import type { Going } from './going.ts';
import type { Invitations } from './invitations.ts';
import type { Screen } from './screen.ts';
import type { Writers } from './writers.ts';

export interface Hearing {
  client: ChatClient;
  board: Board;
  screen: Screen;
  writers: Writers;
  invitations: Invitations;
  going: Going;
}

export function hear(hearing: Hearing): void {
  ofTheRoom(hearing);
  ofMessages(hearing);
  ofOneself(hearing);
}

/** Who writes, who is here, what the room is. */
function ofTheRoom({ client, board, screen, writers, going }: Hearing): void {
  client.on('live', ({ room: name }) => {
    const room = board.room(name);
    if (room === undefined) return;
    room.live();
    board.show(room);
    if (name === board.current) going.prompt();
  });
  client.on('joined', ({ room, state, member }) => {
    board.room(room)?.story.entered(state, member);
  });
  client.on('event', (event) => {
    const { room, user } = event;
    board.room(room)?.story.heard(event, client.user?.id);
    if (room === board.current) writers.stopped(user.id);
  });
  client.on('typing', ({ room, user }) => {
    if (room === board.current) writers.writes(user);
  });
  client.on('presence', (present: Present) => {
    const room = board.room(present.room);
    if (room === undefined) return;
    room.present = present;
    if (present.room === board.current && isDirectName(present.room)) going.prompt();
  });
  client.on('reset', ({ room }) => {
    board.beginAnew(room, { isOtherLog: true });
    screen.note(`the log of ${board.label(room)} was made anew: what stands above is gone from it`);
  });
}

function ofMessages({ client, board, screen, going }: Hearing): void {
  client.on('read', ({ room, seq }) => board.room(room)?.isRead(seq));
  client.on('skipped', ({ room }) => {
    board.beginAnew(room, { isOtherLog: false });
    const where = board.label(room);
    screen.note(`much was said in ${where} meanwhile: the latest of it; /history shows more`);
  });
  client.on('error', ({ id, room, code, retry, retryAfterMs, message }) => {
    const isSaidThere = room !== undefined && going.isEntering(room);
    if (id === undefined && !retry && !isSaidThere) screen.warn(message);
    if (code !== 'slow_mode' || !retry || retryAfterMs === undefined) return;
    const seconds = Math.ceil(retryAfterMs / 1_000);
    screen.note(`this room is slow: what you said goes out in ${seconds} s`);
  });
}

/** What is done to the person who sits here. */
function ofOneself({ client, board, screen, invitations, going }: Hearing): void {
  client.on('user', ({ name }) => screen.note(`you are ${printable(name)} now`));
  client.on('invited', ({ room, by }) => sayInvited({ screen, invitations }, room, by));
  client.on('left', ({ room, reason, by }) => {
    if (reason === 'left') {
      going.goAway(room);
      return;
    }
    const where = board.label(room);
    board.forget(room);
    screen.warn(`${sentOut(reason, where, printable(by.name))}${elsewhere(client, board)}`);
  });
}

export function sayInvited(
  { screen, invitations }: Pick<Hearing, 'screen' | 'invitations'>,
  room: string,
  by: User,
): void {
  invitations.add(room, by);
  const who = screen.paint.name(by);
  const what = isDirectName(room)
    ? `${who} wants to speak with you: /accept`
    : `${who} asks you into #${room}: /accept ${room}, or /decline ${room}`;
  screen.note(what);
}

function sentOut(reason: ClientEvents['left']['reason'], where: string, by: string): string {
  if (reason === 'banned') return `${by} banned you from ${where}`;
  if (reason === 'removed') return `${by} sent you out of ${where}`;
  return `${where} is open to its members alone from now on (${by})`;
}

/** One stays where nobody can be spoken to: a line that is half typed is not to go anywhere else. */
function elsewhere({ rooms }: ChatClient, board: Board): string {
  const [next] = rooms;
  if (next === undefined) return ': /join enters another room';
  return rooms.includes(board.current) ? '' : `: /join ${next} goes back to ${board.label(next)}`;
}
