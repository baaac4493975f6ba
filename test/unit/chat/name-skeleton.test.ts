// Names that look alike have one skeleton, those that do not have two.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CONFUSABLES, CONFUSABLES_VERSION } from '../../../src/chat/name/confusables.ts';
import { skeleton } from '../../../src/chat/name/skeleton.ts';

const character = fc
  .integer({ min: 0x20, max: 0x1_ffff })
  .filter((point) => point < 0xd800 || point > 0xdfff)
  .map((point) => String.fromCodePoint(point));
const name = fc.oneof(
  fc.string({ unit: character, minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);

describe('the skeleton of a name', () => {
  for (const [what, ...names] of [
    ['capital and small letters', 'ada', 'Ada', 'ADA'],
    ['letters of another script', 'ada', 'аda', 'ɑda'],
    ['blanks', 'Ada Lovelace', 'AdaLovelace', 'Ada\u00a0Lovelace', 'A d a lovelace'],
    ['what cannot be seen', 'ada', 'a\u200bda', 'ad\u00ada', 'ada\ufe0f', '\u2066ada'],
    ['widths and styles', 'ada', 'ａｄａ', '𝒂𝒅𝒂', 'ⓐda'],
    ['digits', 'Bob0', 'BobO', 'bobо'],
    ['a stroke', 'Paul', 'PauI', 'Pau1', 'Pau|', 'paui'],
    ['two letters that are one', 'modern', 'modem', 'Modern'],
    ['an iota below a letter', 'ᾳδης', 'αιδης', 'ᾼΔΗΣ', 'ΑΙΔΗΣ'],
    ['marks, composed or not', 'Zoë', 'Zoe\u0308'],
    ['what folds to two letters', 'Strasse', 'Straße', 'STRASSE'],
    ['where a sigma stands', 'Οδυσσεύς', 'ΟΔΥΣΣΕΎΣ'],
    ['a whole name of another script', 'Capa', 'Сара'],
    ['how an emoji is drawn', '👍', '👍\ufe0f'],
  ]) {
    it(`makes no difference between names that differ in ${what}`, () => {
      assert.deepEqual(new Set(names.map(skeleton)).size, 1, names.map(skeleton).join(' '));
    });
  }

  for (const [one, other] of [
    ['ada', 'adam'],
    ['ada', 'ada2'],
    ['Zoe', 'Zoë'],
    ['阿达', '阿边'],
    ['Ada', 'Ида'],
    ['👍', '👍🏽'],
    ['b', 'd'],
  ] as const) {
    it(`tells ${one} and ${other} apart`, () => {
      assert.notEqual(skeleton(one), skeleton(other));
    });
  }

  it('is its own skeleton, of any text', () => {
    fc.assert(
      fc.property(name, (text) => assert.equal(skeleton(skeleton(text)), skeleton(text))),
      { numRuns: 3_000 },
    );
  });

  it('is the same in whatever case and form a text is written', () => {
    fc.assert(
      fc.property(name, (text) => {
        // The capital of an iota below a letter is a letter of its own, and what stands behind it moves with it.
        fc.pre(!/\u0345/.test(text.normalize('NFKD')));
        for (const same of [
          text.toUpperCase(),
          text.toLowerCase(),
          text.normalize('NFC'),
          text.normalize('NFD'),
          text.normalize('NFKC'),
          `\u200b${text}\u2069`,
        ]) {
          assert.equal(skeleton(same), skeleton(text));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('is the same for all that Unicode calls confusable with one another', () => {
    for (const line of CONFUSABLES.trim().split('\n')) {
      const [target = '', sources = ''] = line.split(':');
      const text = (points: string) =>
        String.fromCodePoint(...points.split(' ').map((point) => Number.parseInt(point, 16)));
      for (const source of sources.split(' ')) {
        // What is made of parts is taken apart, and a capital is its small letter, before anything looks like anything.
        const shown = text(source);
        if (shown.normalize('NFKD') !== shown || shown.toUpperCase().toLowerCase() !== shown)
          continue;
        assert.equal(skeleton(shown), skeleton(text(target)), `${source} and ${target}`);
      }
    }
  });

  it('goes by the data of the Unicode version that this runtime has', () => {
    assert.equal(CONFUSABLES_VERSION.split('.')[0], process.versions.unicode?.split('.')[0]);
  });
});
