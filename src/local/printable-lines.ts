// What others wrote, on its way to an operator's terminal. Line by line, so that nothing is cut apart that belongs
// together. Invariant: of control characters only line ends and tabs come through.
import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { printable } from '../shared/printable.ts';

const shown = (text: string): string => printable(text, { multiline: true });

export function printableLines(): Transform {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      const text = begun + decoder.write(chunk);
      const end = text.lastIndexOf('\n') + 1;
      begun = text.slice(end);
      done(null, shown(text.slice(0, end)));
    },
    flush: (done) => done(null, shown(begun + decoder.end())),
  });
}
