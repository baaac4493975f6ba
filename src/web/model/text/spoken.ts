// Whom a text speaks to and which rooms it names, as it is drawn: the log says by their ids who is meant, whatever they are called
// by now. Pure. Invariant: nobody is marked whom the log does not name, and no room that the person does not know.
import { EVERYONE } from '../../../chat/message/spoken-to.ts';

export type Part =
  | { is: 'text'; text: string }
  | { is: 'person'; text: string; isMe: boolean }
  | { is: 'room'; text: string; room: string };

export interface Known {
  /** Ids, as the log has them. */
  mentions: readonly string[];
  me: string;
  /** What somebody is called now. */
  nameOf: (id: string) => string | undefined;
  isRoom: (name: string) => boolean;
}

/** The same as where a text is said (src/chat/mention/parse.ts): a name without quotes has up to three words. */
const PERSON =
  /(?<![\p{L}\p{N}_.@+-])@(?:"(?<quoted>[^"\n]{1,80})"|(?<plain>[^\s@"]\S{0,80}(?:[^\S\n][^\s@"]\S{0,80}){0,2}))/u;
const ROOM = /(?<![\p{L}\p{N}_/#&-])#(?<room>[a-z0-9][a-z0-9_-]{0,63})(?![\p{L}\p{N}_-])/u;
const NAMED = new RegExp(`${PERSON.source}|${ROOM.source}`, 'gu');
const BEHIND = /[\p{Pe}\p{Pf}\p{Po}\p{Pd}]+$/u;
/** Of one text. */
const PARTS_MAX = 100;

export const mayName = (text: string): boolean => text.includes('@') || text.includes('#');

export function partsOf(text: string, known: Known): Part[] {
  const parts: Part[] = [];
  let at = 0;
  NAMED.lastIndex = 0;
  while (parts.length < PARTS_MAX) {
    const match = NAMED.exec(text);
    if (match === null) break;
    const part = partAt(match, known);
    // There may be another one within what looked like a name.
    NAMED.lastIndex = match.index + (part?.text.length ?? 1);
    if (part === undefined) continue;
    if (match.index > at) parts.push({ is: 'text', text: text.slice(at, match.index) });
    parts.push(part);
    at = match.index + part.text.length;
  }
  if (at < text.length) parts.push({ is: 'text', text: text.slice(at) });
  return parts;
}

function partAt(match: RegExpExecArray, { mentions, me, nameOf, isRoom }: Known): Part | undefined {
  const { quoted, plain, room } = match.groups ?? {};
  if (room !== undefined) return isRoom(room) ? { is: 'room', text: `#${room}`, room } : undefined;
  const written = quoted === undefined ? longestFirst(plain ?? '') : [quoted];
  for (const name of written) {
    const id = mentions.find((one) => same(one === EVERYONE ? 'everyone' : nameOf(one), name));
    if (id === undefined) continue;
    const text = quoted === undefined ? `@${name}` : match[0];
    return { is: 'person', text, isMe: id === me || id === EVERYONE };
  }
  return undefined;
}

function longestFirst(plain: string): string[] {
  const ends = [...plain.matchAll(/\s|$/gu)].map(({ index }) => index).toReversed();
  return ends.map((end) => plain.slice(0, end).replace(BEHIND, '')).filter((name) => name !== '');
}

const tidy = (name: string) => name.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim().toLowerCase();
const same = (name: string | undefined, written: string) =>
  name !== undefined && tidy(name) === tidy(written);
