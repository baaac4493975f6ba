// What all names have in common that look alike: the skeleton, which a name's claim stands under in the log. Case, blanks and
// what cannot be seen make no difference; look-alikes are those of Unicode's own data (UTS #39). Pure.
// Invariant: a skeleton is its own skeleton. A fact carries the one it was made with, for the data of another version differ.
import { CONFUSABLES } from './confusables.ts';

/** Read once, by whoever first asks: gateways alone do. */
let looks: ReadonlyMap<string, string> | undefined;

function readLooks(): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const line of CONFUSABLES.trim().split('\n')) {
    const [target = '', sources = ''] = line.split(':');
    for (const source of sources.split(' ')) map.set(fromHex(source), fromHex(target));
  }
  return map;
}

const fromHex = (points: string): string =>
  String.fromCodePoint(...points.split(' ').map((point) => Number.parseInt(point, 16)));

/** A mark's look may be that of two, of which one is another's look: a few rounds end it. */
const ROUNDS_MAX = 8;

export const skeleton = (name: string): string => settled(folded(plain(name)));

/** The same of what the name shows as it is written, in capital and small letters. */
export const skeletonOfLook = (name: string): string => settled(looksOf(plain(name)));

/** Without what cannot be seen, in one form. */
const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{White_Space}]/gu, '')
    .normalize('NFD');

/** As Unicode folds case: by way of the capitals, so that ß is ss. */
const folded = (text: string): string =>
  text.toUpperCase().toLowerCase().normalize('NFKC').normalize('NFD');

function looksOf(text: string): string {
  looks ??= readLooks();
  let shown = '';
  for (const character of text) shown += looks.get(character) ?? character;
  return shown.normalize('NFD');
}

/** A capital I looks like a small l, and is an i: so the three are one, whoever wrote which. */
function settled(text: string): string {
  let now = text;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const next = plain(folded(looksOf(now)).replaceAll('i', 'l'));
    if (next === now) break;
    now = next;
  }
  return now;
}
