// Text that somebody else wrote, for a terminal. Pure. Invariant: what comes out is shown, never obeyed.

/** Text without control characters; line breaks and tabs stay where `multiline`. */
export function printable(text: string, { multiline = false } = {}): string {
  // C0, DEL, C1, and what is invisible and makes a line read as another; emoji keep their joiner.
  const unseen =
    /(?<!\p{Extended_Pictographic}\ufe0f?)\u200d|(?!\u200d)[\p{Cc}\p{Cf}\u2028\u2029]/gu;
  return text.replaceAll(unseen, (character) =>
    multiline && (character === '\n' || character === '\t') ? character : '\ufffd',
  );
}
