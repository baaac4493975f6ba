// In place of a room that the person may not be in, or was sent out of: why, and what they wrote there and was not sent.

import { asSentence } from '../model/as-sentence.ts';
import type { Chat } from '../model/chat.ts';
import { notSent } from '../model/room.ts';
import { NOT_IN_WORDS } from '../words/places.ts';
import { useRoom } from './use-room.ts';

export interface NotInProps {
  chat: Chat;
  /** The room's name. */
  name: string;
  /** The same in a sentence. */
  called: string;
  reason: string;
  onLeave: () => void;
}

export function NotIn({ chat, name, called, reason, onLeave }: NotInProps) {
  const room = useRoom(chat, name);
  const texts = room === undefined ? [] : notSent(room);
  const wasIn = room?.entry.state === 'out';
  return (
    <div class="refused">
      <h3>{wasIn ? NOT_IN_WORDS.notAnyMore(called) : NOT_IN_WORDS.cannot(called)}</h3>
      <p role="alert">{asSentence(reason)}</p>
      {texts.length > 0 && (
        <div class="not-sent">
          <h4>{NOT_IN_WORDS.notSent}</h4>
          {texts.map((text, index) => (
            <blockquote key={index} dir="auto">
              {text}
            </blockquote>
          ))}
        </div>
      )}
      <div class="choice">
        <button type="button" class="quiet" onClick={() => chat.belonging.enterAgain(name)}>
          {NOT_IN_WORDS.again}
        </button>
        <button type="button" class="primary" onClick={onLeave}>
          {NOT_IN_WORDS.takeOff}
        </button>
      </div>
    </div>
  );
}
