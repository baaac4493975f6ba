// What a message says, as blocks; and the same on one line without its marks. The parser is a file of its own of the built page, asked
// for as the page starts: until it is there, and where it cannot be had, a text is as it was written. What marks were read in is kept for
// a while, since the same texts are drawn again and again.
import { createStore, type Store } from '../store.ts';
import type { Inline } from './inlines.ts';
import type { Block } from './tree.ts';

let blocksIn: ((text: string) => readonly Block[]) | undefined;
let loading: Promise<void> | undefined;
const loaded = createStore(false);

/** Whether marks are read: whatever was drawn before is drawn again. */
export const marksLoaded: Pick<Store<boolean>, 'get' | 'subscribe'> = loaded;

/** Never rejects: whoever draws the next text with marks asks again. */
export function loadMarks(): Promise<void> {
  loading ??= import('./parsed.ts').then(
    (parsed) => {
      blocksIn = parsed.blocksIn;
      loaded.update(() => true);
    },
    () => {
      loading = undefined;
    },
  );
  return loading;
}

/** Characters that are kept, about: of the texts, and for what each was read as. */
const KEPT_MAX = 1_000_000;
const EACH = 500;
/** Whoever has none of these says something without marks. */
const MARKED = /[*_~`[\\]|https?:|^[ \t]*(?:>|[-+]|\d{1,9}[.)][ \t])/imu;

/** Lines that begin a block or part two. Whoever has more of them is shown as they wrote. */
const BLOCK_LINE = /^[ \t]*(?:[-+*>]|\d{1,9}[.)]|`{3}|~{3}|$)/gmu;
const BLOCKS_MAX = 600;

const kept = new Map<string, readonly Block[]>();
let size = 0;

const mayHaveMarks = (text: string): boolean =>
  MARKED.test(text) && (text.match(BLOCK_LINE)?.length ?? 0) <= BLOCKS_MAX;

/** Whether it will be read otherwise once marks are. */
export const waitsForMarks = (text: string): boolean =>
  blocksIn === undefined && mayHaveMarks(text);

export function markedOf(text: string): readonly Block[] {
  // Most texts are so; that is seen again sooner than it is looked up, and whoever scrolls far passes any number of them.
  if (!mayHaveMarks(text) || blocksIn === undefined) return asWritten(text);
  const before = kept.get(text);
  if (before !== undefined) return before;
  const blocks = blocksIn(text);
  const adds = EACH + text.length;
  if (size + adds > KEPT_MAX) {
    kept.clear();
    size = 0;
  }
  kept.set(text, blocks);
  size += adds;
  return blocks;
}

const asWritten = (text: string): readonly Block[] => [
  { is: 'paragraph', inside: [{ is: 'text', text }] },
];

/** What it says, in one line. */
export const plainOf = (text: string): string =>
  markedOf(text).map(ofBlock).join(' ').replaceAll(/\s+/gu, ' ').trim();

function ofBlock(block: Block): string {
  switch (block.is) {
    case 'paragraph':
      return block.inside.map(ofInline).join('');
    case 'code':
      return block.text;
    case 'quote':
      return block.inside.map(ofBlock).join(' ');
    default:
      return block.items.flat().map(ofBlock).join(' ');
  }
}

const ofInline = (inline: Inline): string =>
  inline.is === 'text' || inline.is === 'code' ? inline.text : inline.inside.map(ofInline).join('');

/** A few emoji and nothing else are shown big. */
const BIG_MAX = 12;
const EMOJI =
  /(?:\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?[\u{e0020}-\u{e007f}]*(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)*)/u;
const ONLY_EMOJI = new RegExp(`^\\s*(?:${EMOJI.source}\\s*){1,${BIG_MAX}}$`, 'u');
/** Characters of what may be so many. */
const BIG_LENGTH = 300;
/** No emoji has one; what emoji are is a long question. */
const LETTER = /[a-z]/i;

export const isBig = (text: string): boolean =>
  text.length <= BIG_LENGTH && !LETTER.test(text) && ONLY_EMOJI.test(text);
