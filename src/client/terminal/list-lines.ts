// Lines of lists: a public room, a person of a room, a message that was found. Pure. Invariant: each is one row or little more, and
// nothing that somebody else wrote is anything but text.
import { printable } from '../../shared/printable.ts';
import type { FoundMessage, ListedBot, ListedRoom, Person } from '../../shared/wire/objects.ts';
import { moment, type Paint } from './text.ts';
import { cutToWidth } from './width.ts';

/** Columns of a title with its topic, or of what a message says. */
const SAID = 60;
/** What has to be looked at for so many columns. */
const SAID_MAX = 400;

/** `#plans  Our plans — what to do · 12 members · 14:05`. */
export function listedLine(room: ListedRoom, paint: Paint): string {
  const { room: name, title, topic, people, lastAt, archived } = room;
  const about = oneRow([title, topic].filter((text) => text).join(' — '));
  const members = people === 1 ? '1 member' : `${people} members`;
  const behind = [
    ...(people === 0 ? [] : [members]),
    moment(lastAt),
    ...(archived ? ['archived'] : []),
  ];
  const said = about === '' ? '' : `  ${about}`;
  return `#${printable(name)}${said} ${paint.style('dim', `· ${behind.join(' · ')}`)}`;
}

/** `Ada (guest) · owner · here`. */
export function personLine({
  person,
  isHere,
  paint,
}: {
  person: Person;
  isHere: boolean;
  paint: Paint;
}): string {
  const { user, state = 'in', role = 'member', mutedUntil = 0 } = person;
  const marks = [
    state === 'in' ? role : state,
    ...(mutedUntil > Date.now() ? [`muted until ${moment(mutedUntil)}`] : []),
    ...(isHere ? ['here'] : []),
  ];
  return `${paint.name(user)} ${paint.style('dim', `· ${marks.map((one) => printable(one)).join(' · ')}`)}`;
}

/** `Alerts (hook) · by Ada · 14:05 · in 2 other rooms`. */
export function botLine({ name, kind, by, at, others = 0 }: ListedBot, paint: Paint): string {
  const what = kind === 'token' ? 'bot' : kind === 'incoming' ? 'hook' : kind;
  const rooms = others === 1 ? 'another room' : `${others} other rooms`;
  const marks = [`by ${by.name}`, moment(at), ...(others === 0 ? [] : [`in ${rooms}`])];
  const behind = marks.map((one) => printable(one)).join(' · ');
  return `${printable(name)} ${paint.style('dim', `(${printable(what)}) · ${behind}`)}`;
}

/** `57 2026-11-01 14:05 #den Ada  what they said`. */
export function foundLine(about: {
  found: FoundMessage;
  number: number;
  /** What its room is called. */
  label: string;
  paint: Paint;
}): string {
  const { found, number, label, paint } = about;
  const where = `${String(number).padStart(2)} ${moment(found.at)} ${label}`;
  return `${paint.style('dim', where)} ${paint.name(found.user)}  ${oneRow(found.text)}`;
}

function oneRow(text: string): string {
  const looked = text.slice(0, SAID_MAX).toWellFormed().replaceAll(/\s+/g, ' ').trim();
  const said = printable(looked);
  const cut = cutToWidth(said, SAID);
  return cut.length < said.length || text.length > SAID_MAX ? `${cut}…` : cut;
}
