// What a menu does with a message at once, but for what has a choice or a question of its own.
import type { Chat } from '../model/chat.ts';
import type { Deed } from '../model/deeds.ts';
import { linkTo } from '../model/route.ts';
import type { MessageRow } from '../model/rows.ts';
import { MESSAGE_WORDS } from '../words/messages.ts';
import { copyText } from './copy-text.ts';

/** `room`: its name. */
export function actOnMessage(
  chat: Chat,
  room: string,
  { row, deed }: { row: MessageRow; deed: Deed },
): void {
  const { seq, text } = row;
  if (deed === 'copy') void copyFor(chat, text, MESSAGE_WORDS.copied);
  if (seq === undefined) return;
  if (deed === 'link')
    void copyFor(chat, linkTo(location.origin, { room, seq }), MESSAGE_WORDS.linkCopied);
  if (deed === 'unread') {
    chat.unread.from(room, seq);
    chat.tell(MESSAGE_WORDS.isUnread);
  }
  if (deed === 'reply') chat.write({ answering: seq });
  if (deed === 'edit') chat.edit(seq);
  if (deed === 'pin' || deed === 'unpin') chat.commands.pin(seq, deed === 'pin');
}

/** Copies a text and says `done`, or that it cannot be. */
export async function copyFor(chat: Chat, text: string, done: string): Promise<void> {
  if (await copyText(text)) chat.tell(done);
  else chat.say(MESSAGE_WORDS.notCopied);
}
