// What a Tab makes of a line that was begun: a command, somebody's name, a room. Pure. Invariant: what is typed stays where it could be
// several things, but for what they have in common.
import { mentionOf } from '../mention.ts';

export interface Completable {
  /** Without their slashes. */
  commands: readonly string[];
  /** Of whoever is known to have to do with the room, those who are here first. */
  names: readonly string[];
  rooms: readonly string[];
}

export interface Completion {
  /** So many code units at the end of the line go, */
  instead: number;
  /** and this comes. */
  text: string;
  /** What it could be, where that is several things. */
  choices: readonly string[];
}

interface Begun {
  /** What stands there, without its sign. */
  typed: string;
  /** `/`, `@`, `#`, or nothing. */
  sign: string;
  all: readonly string[];
  whole: (one: string) => string;
}

/** Undefined where nothing fits. `line`: up to the cursor. */
export function complete(line: string, known: Completable): Completion | undefined {
  for (const { typed, sign, all, whole } of begunIn(line, known)) {
    const fitting = [...new Set(all)].filter((one) => startsWith(one, typed));
    const [first] = fitting;
    if (first === undefined) continue;
    const instead = sign.length + typed.length;
    if (fitting.length === 1) return { instead, text: `${whole(first)} `, choices: [] };
    return { instead, text: sign + common(fitting), choices: fitting.map((one) => sign + one) };
  }
  return undefined;
}

/** What the end of the line may be the beginning of; a name may have blanks, so the last @ is looked at. */
function begunIn(line: string, { commands, names, rooms }: Completable): Begun[] {
  const isCommand = line.startsWith('/') && !line.startsWith('//');
  const [, command] = /^\/(\S*)$/.exec(line) ?? [];
  if (command !== undefined) {
    return [{ typed: command, sign: '/', all: commands, whole: (one) => `/${one}` }];
  }
  const [, name] = /(?:^|\s)@([^@]*)$/.exec(line) ?? [];
  const [, room] = /(?:^|\s)#(\S*)$/.exec(line) ?? [];
  const [, entered] = /^\/join\s+([^#@\s]*)$/.exec(line) ?? [];
  // A command takes the rest of its line for a name.
  const spoken = (one: string) => (isCommand ? `@${one}` : mentionOf({ name: one }));
  return [
    ...(name === undefined ? [] : [{ typed: name, sign: '@', all: names, whole: spoken }]),
    ...(room === undefined
      ? []
      : [{ typed: room, sign: '#', all: rooms, whole: (one: string) => `#${one}` }]),
    ...(entered === undefined
      ? []
      : [{ typed: entered, sign: '', all: rooms, whole: (one: string) => one }]),
  ];
}

const startsWith = (one: string, typed: string): boolean =>
  one.toLowerCase().startsWith(typed.toLowerCase());

/** What they begin with, as the first of them writes it. */
function common([first = '', ...others]: readonly string[]): string {
  const letters = [...first];
  const isCommon = (count: number) => {
    const beginning = letters.slice(0, count).join('');
    return others.every((one) => startsWith(one, beginning));
  };
  const differs = letters.findIndex((_, index) => !isCommon(index + 1));
  return letters.slice(0, differs === -1 ? letters.length : differs).join('');
}
