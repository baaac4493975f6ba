// Texts with every mark there is, right and wrong, for properties of what is made of them.
import fc from 'fast-check';
import { XSS_VECTORS } from '../../fixtures/xss-vectors.ts';

const PIECES = [
  ...[
    '*',
    '**',
    '_',
    '__',
    '~~',
    '`',
    '``',
    '```',
    '~~~',
    '\\',
    '[',
    ']',
    '(',
    ')',
    '](',
    '!',
    '<',
    '>',
  ],
  ...[
    '\n',
    '\n\n',
    ' ',
    '    ',
    '\t',
    '- ',
    '+ ',
    '* ',
    '1. ',
    '99) ',
    '> ',
    '# ',
    '---',
    '|',
    ':',
    '"',
  ],
  ...[
    '@Ada',
    '@"Ada B"',
    '#lobby',
    ':tada:',
    '👍🏽',
    'שלום',
    'word',
    'x',
    '<b>',
    '</b>',
    '&lt;',
    '\0',
  ],
  ...[
    'https://example.org/a_b*c',
    'javascript:alert(1)',
    '[a](https://example.org)',
    'js',
    '\u202e',
  ],
];

export const markedTexts = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map(joined) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom(...PIECES, ...XSS_VECTORS), { minLength: 1, maxLength: 8 })
      .map(joined),
  },
);

function joined(pieces: readonly string[]): string {
  return pieces.join('');
}
