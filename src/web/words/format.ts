// What is said where one makes a text bold, or code, or a list.
import type { Lines, Mark } from '../model/text/writing.ts';

export const FORMAT_WORDS = {
  bar: 'Formatting',
  deeds: {
    bold: 'Bold',
    italic: 'Italic',
    strike: 'Struck through',
    code: 'Code',
    list: 'List',
    quote: 'Quote',
  } satisfies Record<Mark | Lines, string>,
} as const;
