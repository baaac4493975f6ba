// Speaking to somebody in a text, and whether a text speaks to somebody.
import { EVERYONE } from '../chat/message/spoken-to.ts';
import type { Message, User } from '../shared/wire/objects.ts';

/** A name that ends where its letters do: nothing behind it can be taken for a part of it. */
const ONE_WORD = /^[\p{L}\p{N}_]+$/u;

/** What to write into a text so that it speaks to somebody: `@Ada`, `@"Ada Lovelace"`. A server finds whom it means by the name. */
export const mentionOf = ({ name }: Pick<User, 'name'>): string =>
  ONE_WORD.test(name) || name.includes('"') ? `@${name}` : `@"${name}"`;

/** Whether a message speaks to somebody by name. `@everyone` is {@link mentionsEveryone}. */
export const mentions = (message: Pick<Message, 'mentions'>, user: Pick<User, 'id'>): boolean =>
  message.mentions?.includes(user.id) === true;

/** Whether it speaks to all who are in its room. */
export const mentionsEveryone = (message: Pick<Message, 'mentions'>): boolean =>
  message.mentions?.includes(EVERYONE) === true;
