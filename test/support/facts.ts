// Facts for tests, made and written as the gateway does it.
import { encodeFact } from '../../src/chat/kernel/codec.ts';
import { makeFact } from '../../src/chat/kernel/fact.ts';
import { type MessagePosted, messagePosted } from '../../src/chat/message/facts.ts';
import type { User } from '../../src/shared/wire/objects.ts';

export { encodeFact };

export const posted = (said: {
  id: string;
  room: string;
  user: User;
  text: string;
}): MessagePosted => {
  const { id, room, user, text } = said;
  return makeFact(messagePosted, { id, room, user, data: { text } });
};
