// What is typed and pasted, on its way to the line. Terminals mark what is pasted (bracketed paste); its line breaks
// then stand in the line as a sign until Enter sends all of it as one message. A terminal that marks nothing cannot be
// told from a person who presses Enter: there every pasted line is a message of its own.
// Invariant: nothing pasted is obeyed; a control character in it would be a key that nobody pressed.
import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Asks the terminal to mark what is pasted, and no longer. */
export const MARK_PASTES = '\u001b[?2004h';
export const MARK_NO_PASTES = '\u001b[?2004l';

const BEGIN = '\u001b[200~';
const END = '\u001b[201~';
/** SYMBOL FOR NEWLINE: stands for a line break in the line that is typed. */
const LINE_BREAK = '\u2424';

/** Characters of one paste that are taken: more than a message may have, so that a cut one is never sent as whole. */
const PASTE_MAX = 16_384;

/** What a person typed, with the line breaks of what they pasted. */
export const withLineBreaks = (line: string): string => line.replaceAll(LINE_BREAK, '\n');

/** The other way: a text as it stands in the line. */
export const asOneLine = (text: string): string => text.replaceAll('\n', LINE_BREAK);

/**
 * Keys pass as they are, pasted text as text; one character a read, because of several `readline` counts only for the
 * last one how many rows the line takes.
 */
export function pasteAsText(): Transform {
  const decoder = new StringDecoder('utf8');
  let pasting = false;
  let pasted = 0;
  let held = '';

  const asText = (text: string): string => {
    const printable = text.replaceAll(/\r\n|\r|\n/g, LINE_BREAK).replaceAll(/(?!\t)\p{Cc}/gu, '');
    const taken = printable.slice(0, PASTE_MAX - pasted).toWellFormed();
    pasted += taken.length;
    return taken;
  };

  const take = (typed: string): string => {
    let text = held + typed;
    // Keys wait for nothing: what may become a mark went on when it was pressed.
    let gone = pasting ? 0 : held.length;
    let out = '';
    for (;;) {
      const mark = pasting ? END : BEGIN;
      const at = text.indexOf(mark);
      if (at === -1) break;
      // `readline` knows the marks as keys that do nothing.
      out += pasting ? asText(text.slice(0, at)) + mark : text.slice(gone, at + mark.length);
      text = text.slice(at + mark.length);
      [pasting, pasted, gone] = [!pasting, 0, 0];
    }
    held = endThatBegins(pasting ? END : BEGIN, text);
    if (!pasting) return out + text.slice(gone);
    // Of CR LF in two reads the first half waits, too.
    if (text.endsWith('\r')) held = '\r';
    return out + asText(text.slice(0, text.length - held.length));
  };

  return new Transform({
    readableObjectMode: true,
    transform(chunk, _encoding, done) {
      for (const character of take(decoder.write(chunk))) this.push(character);
      done();
    },
  });
}

/** The end of `text` with which `mark` may begin: two reads may have cut it. */
function endThatBegins(mark: string, text: string): string {
  for (let length = mark.length - 1; length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return mark.slice(0, length);
  }
  return '';
}
