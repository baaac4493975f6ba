// Lines of the terminal chat: a message, and what became of it. Pure. Invariants: nothing that somebody else wrote is anything
// but text; of a deleted message no line says what it said, neither its own nor one that quotes it.
import { saidAsWords } from '../../chat/message/said-as.ts';
import type { Sentence } from '../../chat/prose.ts';
import { printable } from '../../shared/printable.ts';
import type { Message } from '../../shared/wire/objects.ts';
import { clock, type Paint } from './text.ts';
import { cutToWidth } from './width.ts';

/** Columns of a message's beginning where another line speaks of it. */
const BEGINNING = 24;
/** What has to be looked at for so many columns: letters may be piles of marks. */
const BEGINNING_MAX = 200;
/** Emoji that a line names; more of them are a flood. */
const EMOJI_MAX = 12;

export interface LineParts {
  message: Message;
  /** What names it. */
  number: number;
  paint: Paint;
}

/** `12 14:05 Ada  hello`, further lines indented. `quoted`: what it answers, as far as that is known. */
export function messageLine({
  message,
  number,
  paint,
  quoted,
}: LineParts & { quoted?: Message | undefined }): string {
  const { at, user, text, replyTo, editedAt, pinned, reactions, deleted } = message;
  const start = `${handle(number)} ${clock(at)}`;
  const dim = (said: string) => paint.style('dim', said);
  const as = message.as && dim(` as ${printable(saidAsWords(message.as))}`);
  const head = `${dim(start)} ${paint.name(user)}${as ?? ''}`;
  if (deleted !== undefined) return `${head}  ${dim('(deleted)')}`;
  const answers = replyTo === undefined ? '' : ` ${dim(`↪ ${quote(quoted)}`)}`;
  const marks = [
    ...(editedAt === undefined ? [] : ['(edited)']),
    ...(pinned === undefined ? [] : ['📌']),
    ...(reactions.length === 0 ? [] : [summary(message)]),
  ];
  const behind = marks.length === 0 ? '' : ` ${dim(marks.join(' '))}`;
  return `${head}${answers}  ${indented(text, start.length + 1)}${behind}`;
}

/** `12 ✎ Ada: hullo`. */
export function editLine({ message, number, paint }: LineParts): string {
  const text = indented(message.text, handle(number).length + 1);
  return `${paint.style('dim', `${handle(number)} ✎`)} ${paint.name(message.user)}: ${text}`;
}

/** `12 ✗ Ada deleted a message of 14:05`. */
export function deletionLine({ message, number, paint }: LineParts): string {
  const { deleted, user, at } = message;
  const by = deleted?.by ?? user;
  const whose = by.id === user.id ? 'a message' : `a message of ${paint.name(user)}`;
  return `${paint.style('dim', `${handle(number)} ✗`)} ${paint.name(by)} deleted ${whose} (${clock(at)})`;
}

/** `12 📌 Ada pinned ‹hello›`. */
export function pinLine({ message, number, paint }: LineParts): string {
  const { pinned } = message;
  const what = beginningOf(message);
  const said = pinned ? `${paint.name(pinned.by)} pinned ${what}` : `${what} is pinned no more`;
  return `${paint.style('dim', `${handle(number)} 📌`)} ${said}`;
}

/** `12 👍 2 ❤️ 1 on ‹hello›`. */
export function reactionsLine({ message, number, paint }: LineParts): string {
  const what = summary(message) || 'no reactions any more';
  return `${paint.style('dim', handle(number))} ${what} on ${beginningOf(message)}`;
}

/** `· 14:05 Ada muted Bob until 15:05.` */
export const sentenceLine = ({ at, text }: Sentence, paint: Paint): string =>
  paint.style('dim', `· ${clock(at)} ${printable(text)}`);

/** `👍 2 ❤️ 1`: how many, in the order in which they came; empty where there is none. */
export function summary({ reactions }: Message): string {
  const shown = reactions
    .slice(0, EMOJI_MAX)
    .map(({ emoji, users }) => `${printable(emoji)} ${users.length}`);
  return [...shown, ...(reactions.length > EMOJI_MAX ? ['…'] : [])].join(' ');
}

/** `‹hello…›`, in one row. */
export function beginningOf({ text, deleted }: Message): string {
  if (deleted !== undefined) return '‹deleted›';
  const begins = printable(text.slice(0, BEGINNING_MAX).toWellFormed().replaceAll(/\s+/g, ' '));
  const cut = cutToWidth(begins, BEGINNING);
  return `‹${cut}${cut.length < begins.length || text.length > BEGINNING_MAX ? '…' : ''}›`;
}

/** A message further up than what was told is not known. */
const quote = (quoted: Message | undefined): string =>
  quoted === undefined ? '‹…›' : `${printable(quoted.user.name)} ${beginningOf(quoted)}`;

const handle = (number: number): string => String(number).padStart(2);

const indented = (text: string, columns: number): string =>
  printable(text, { multiline: true }).replaceAll('\n', `\n${' '.repeat(columns)}`);
