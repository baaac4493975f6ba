// Finds web addresses in text. Pure. Invariant: only http and https become links, and what is shown is exactly
// the text that was written; nothing of it is ever read as HTML.

export type Part = { text: string } | { text: string; href: string };

const CANDIDATE = /\bhttps?:\/\/[^\s<>"'`]+/giu;
/** What follows an address in a sentence and does not belong to it. */
const TRAILING = /[.,;:!?…]+$/u;

export function linkify(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const address = withoutTail(match[0]);
    const href = hrefOf(address);
    if (href === undefined) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** "(see https://example.org/a_(b)." keeps its own brackets, not the sentence's. */
function withoutTail(found: string): string {
  let address = found.replace(TRAILING, '');
  while (address.endsWith(')') && count(address, ')') > count(address, '(')) {
    address = address.slice(0, -1).replace(TRAILING, '');
  }
  return address;
}

const count = (text: string, character: string) => text.split(character).length - 1;

function hrefOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  // An address with a password in it shows one host and may lead to another.
  const plain = url.username === '' && url.password === '';
  return plain && /^https?:$/.test(url.protocol) ? url.href : undefined;
}
