// The colours of code, as parts of it. What knows the languages is loaded when the first block that has one is drawn. Invariant: what
// is drawn is the code as it was written, coloured or not; a language that nobody here knows has no colours.
import type { Languages } from './languages.ts';

/** One class of the sheet (code.css), or none. */
export interface CodePart {
  text: string;
  kind?: string;
}

/** Nobody reads more of it in a message, and the rules of a language are not made for speed. */
const CODE_MAX = 4_000;
const KEPT_MAX = 200;

const kept = new Map<string, readonly CodePart[] | undefined>();
let languages: Languages | undefined;

/** What is known of it already, without waiting. */
export const colouredNow = (code: string, language: string): readonly CodePart[] | undefined =>
  languages === undefined ? undefined : coloured(languages, code, language);

export async function colouredOf(code: string, language: string) {
  if (language === '' || code.length > CODE_MAX) return undefined;
  // Where it cannot be loaded (offline, another version of the page by now) code stays black and white.
  languages ??= await import('./languages.ts').then(
    (loaded) => loaded.languages,
    () => undefined,
  );
  return colouredNow(code, language);
}

function coloured({ partsOf }: Languages, code: string, language: string) {
  if (language === '' || code.length > CODE_MAX) return undefined;
  const key = `${language}\n${code}`;
  if (kept.has(key)) return kept.get(key);
  const parts = partsOf(code, language);
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(key, parts);
  return parts;
}
