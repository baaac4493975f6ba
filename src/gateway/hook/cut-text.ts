// A text as long as a message may be: cut between what a reader sees as characters, with a word that it was. Pure.

/** `max`: UTF-16 code units, more than the word takes. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const word = `\n… (cut: ${text.length} characters)`;
  const room = max - word.length;
  let end = 0;
  // Beyond what there is room for nothing is looked at.
  for (const { segment, index } of new Intl.Segmenter().segment(text.slice(0, room + 1))) {
    if (index + segment.length > room) break;
    end = index + segment.length;
  }
  return text.slice(0, end).trimEnd() + word;
}
