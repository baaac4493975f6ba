// What a server says, or a rule of text, as a person reads it. Pure.

/** A server's words as a sentence of its own. */
export function asSentence(words: string): string {
  const text = words.trim();
  const end = /[.!?…]$/u.test(text) ? '' : '.';
  return `${text.charAt(0).toLocaleUpperCase()}${text.slice(1)}${end}`;
}
