// On whose behalf a bot says something: what the program behind a hook calls itself, and its picture. It is shown beside the bot's
// own name, never in its place: nobody looks like somebody else by it. Without a library; what may be written is the command's rule.

export interface SaidAs {
  name?: string | undefined;
  emoji?: string | undefined;
}

/** UTF-16 code units. */
const NAME_MAX = 64;

/** Of data of a fact; undefined for what is none. */
export function saidAs(as: unknown): SaidAs | undefined {
  if (typeof as !== 'object' || as === null) return undefined;
  const { name, emoji } = as as Record<string, unknown>;
  const said = {
    ...(isShort(name) && { name }),
    ...(isShort(emoji) && { emoji }),
  };
  return Object.keys(said).length > 0 ? said : undefined;
}

const isShort = (text: unknown): text is string =>
  typeof text === 'string' && text !== '' && text.length <= NAME_MAX;

/** `🚀 Jenkins`. */
export const saidAsWords = ({ name, emoji }: SaidAs): string =>
  [emoji, name].filter((part) => part !== undefined).join(' ');
