// Who somebody is called, as tokens say it. Pure.
import { z } from 'zod';
import { isPrintable, NAME_MAX } from '../../chat/name/rule.ts';

export const userId = z
  .string()
  .min(1)
  .max(128)
  .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed(), 'has control characters');
/** The name of a token: what may be chosen was another rule once, or is the identity provider's. */
export const userName = z
  .string()
  .trim()
  .pipe(
    z
      .string()
      .min(1)
      .max(NAME_MAX)
      .refine(isPrintable, 'has characters that cannot be seen, or none that can'),
  );

/** What is shown of an id that comes without a name: its beginning, cut between what a reader sees as characters. */
export function nameFromId(id: string): string {
  let name = '';
  for (const { segment } of new Intl.Segmenter().segment(id)) {
    if (name.length + segment.length > NAME_MAX) break;
    name += segment;
  }
  const clean = name.trim();
  return isPrintable(clean) ? clean : 'somebody';
}
