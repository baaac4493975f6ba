// Web addresses in text. Pure. Invariant: only http and https become links of themselves, a written-out link may be a mail address
// as well; none has a password in it, which would show one host and lead to another.

const CANDIDATE = /https?:\/\/[^\s<>"'`]+/iuy;
const WORD = /[\p{L}\p{N}_]$/u;
/** What follows an address in a sentence, or closes a mark around it, and does not belong to it. */
const TRAILING = /[.,;:!?…*_~]+$/u;
/** No server takes a longer one. */
const ADDRESS_MAX = 2048;

export interface Address {
  /** As it was written. */
  text: string;
  href: string;
}

/** The address that begins there, if one does. */
export function addressAt(text: string, at: number): Address | undefined {
  CANDIDATE.lastIndex = at;
  const found = CANDIDATE.exec(text)?.[0].slice(0, ADDRESS_MAX);
  if (found === undefined || WORD.test(text.slice(Math.max(0, at - 2), at))) return undefined;
  const address = withoutTail(untilClosed(found));
  const href = hrefOf(address, /^https?:$/);
  return href === undefined ? undefined : { text: address, href };
}

/** Where a link leads that was written out; nothing where it may not lead there. */
export function linkTarget(written: string): string | undefined {
  const address = written.replace(/^<(.*)>$/, '$1');
  return address.length > ADDRESS_MAX ? undefined : hrefOf(address, /^(?:https?|mailto):$/);
}

/** Whether a link is called like another address than the one it leads to. */
export function pretends(label: string, href: string): boolean {
  const named = /(?:https?:\/\/|www\.)[^\s/?#]+/iu.exec(label)?.[0];
  if (named === undefined) return false;
  const address = /^https?:/i.test(named) ? named : `https://${named}`;
  return !URL.canParse(address) || new URL(address).host !== new URL(href).host;
}

/** An address within a link's words ends where they end. */
function untilClosed(found: string): string {
  let open = 0;
  for (const { 0: bracket, index } of found.matchAll(/[[\]]/g)) {
    open += bracket === '[' ? 1 : -1;
    if (open < 0) return found.slice(0, index);
  }
  return found;
}

/** "(see https://example.org/a_(b)." keeps its own brackets, not the sentence's. */
function withoutTail(found: string): string {
  let address = found.replace(TRAILING, '');
  let extra = count(address, ')') - count(address, '(');
  for (; extra > 0 && address.endsWith(')'); extra -= 1) {
    address = address.slice(0, -1).replace(TRAILING, '');
  }
  return address;
}

const count = (text: string, character: string) => text.split(character).length - 1;

function hrefOf(address: string, protocols: RegExp): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const plain = url.username === '' && url.password === '';
  return plain && protocols.test(url.protocol) ? url.href : undefined;
}
