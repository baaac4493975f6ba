// Makes src/chat/name/confusables.ts anew from Unicode's own data, when a new version of it is out:
// `curl https://www.unicode.org/Public/security/latest/confusables.txt | node scripts/confusables.ts > src/chat/name/confusables.ts`
import { text } from 'node:stream/consumers';

const data = await text(process.stdin);
const version = /^# Version: (\S+)/m.exec(data)?.[1];
if (version === undefined) throw new Error('this is not confusables.txt: it says no version');

/** By what it looks like, the characters that look like it. */
const looks = new Map<string, string[]>();
for (const line of data.split('\n')) {
  const [source, target] = (line.split('#', 1)[0] ?? '').split(';').map((field) => field.trim());
  if (source === undefined || target === undefined) continue;
  looks.set(target, [...(looks.get(target) ?? []), source]);
}

process.stdout.write(`// Which characters look like which: Unicode's confusables.txt (UTS #39), made by scripts/confusables.ts. Not edited by hand.
// Data © Unicode, Inc., under the Unicode License v3: see confusables.license.txt.

export const CONFUSABLES_VERSION = '${version}';

/** In each line what it looks like, then the characters that do: code points, hexadecimal. */
export const CONFUSABLES = \`
${[...looks].map(([target, sources]) => `${target}:${sources.join(' ')}`).join('\n')}
\`;
`);
