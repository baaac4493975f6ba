// The colours of code: parts of it as it was written.
import assert from 'node:assert/strict';
import fc from 'fast-check';

/** By a name that the compiler does not follow: the types of what knows the languages bring those of a browser with them. */
const FILE: string = '../../../src/web/model/text/highlight.ts';
interface Highlight {
  colouredOf: (
    code: string,
    language: string,
  ) => Promise<readonly { text: string; kind?: string }[] | undefined>;
}
const { colouredOf }: Highlight = await import(FILE);

const LANGUAGES =
  'bash css diff dockerfile go java javascript json python rust sql typescript xml yaml js ts sh py html yml';

describe('code with a language', () => {
  it('has its words in colours', async () => {
    const parts = await colouredOf('const a = "b"; // c', 'js');
    const kinds = new Map(parts?.map(({ text, kind }) => [text, kind]));
    assert.equal(kinds.get('const'), 'keyword');
    assert.equal(kinds.get('"b"'), 'string');
    assert.equal(kinds.get('// c'), 'comment');
  });

  it('has none where nobody knows the language, said which or can read so much', async () => {
    for (const language of ['', 'nothing', 'constructor', '__proto__'])
      assert.equal(await colouredOf('a = 1', language), undefined, language);
    assert.equal(await colouredOf('a'.repeat(5_000), 'js'), undefined);
  });

  it('is as it was written, whatever it is', async () => {
    const code = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc
        .array(
          fc.constantFrom(...'{}()[]<>"\'`$/*\\;:=#\n @-', 'a', 'function ', '</', '<!--', '1e'),
        )
        .map((pieces) => pieces.join('')),
    );
    const language = fc.constantFrom(...LANGUAGES.split(' '));
    await fc.assert(
      fc.asyncProperty(code, language, async (written, of) => {
        const parts = await colouredOf(written, of);
        assert.equal(parts?.map(({ text }) => text).join(''), written);
        for (const { kind = 'none' } of parts ?? []) assert.match(kind, /^[a-z_-]+$/);
      }),
      { numRuns: 500 },
    );
  });

  it('within code as deep as it likes is parts all the same', async () => {
    const code = '{'.repeat(4_000);
    const parts = await colouredOf(code, 'js');
    assert.ok(parts === undefined || parts.map(({ text }) => text).join('') === code);
  });
});
