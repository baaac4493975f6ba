import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { printableLines } from '../../../src/local/printable-lines.ts';

const through = (...chunks: Buffer[]) => text(Readable.from(chunks).pipe(printableLines()));

describe('what others wrote, on its way to an operator’s terminal', () => {
  it('loses what a terminal would obey, and keeps its lines', async () => {
    const written = 'a\u001b[2J\tb\n\u009b31mc\u202ed\r\ne\u007f';
    const shown = 'a\ufffd[2J\tb\n\ufffd31mc\ufffdd\ufffd\ne\ufffd';
    assert.equal(await through(Buffer.from(written)), shown);
    assert.equal(await through(Buffer.from([0x61, 0x9b, 0x0a])), 'a\ufffd\n');
  });

  it('is the same however it arrives: characters and joined emoji are not cut apart', async () => {
    const bytes = Buffer.from('é 👩‍💻 \u009b\nend');
    const single = [...bytes].map((byte) => Buffer.from([byte]));
    assert.equal(await through(...single), 'é 👩‍💻 \ufffd\nend');
  });
});
