// In place of a room that the person may not be in, or was sent out of: why, and what they wrote there and was not sent.

import { asSentence } from '../model/as-sentence.ts';
import type { Chat } from '../model/chat.ts';
import { notSent, type Room } from '../model/room.ts';
import { calledIn } from '../model/room-names.ts';
import { NOT_IN_WORDS } from '../words/places.ts';

export interface NotInProps {
  chat: Chat;
  room: Room;
  reason: string;
  onLeave: () => void;
}

export function NotIn({ chat, room, reason, onLeave }: NotInProps) {
  const called = calledIn(room, chat.user.id);
  const texts = notSent(room);
  const wasIn = room.entry.state === 'out';
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
        <button type="button" class="quiet" onClick={() => chat.belonging.enterAgain(room.name)}>
          {NOT_IN_WORDS.again}
        </button>
        <button type="button" class="primary" onClick={onLeave}>
          {NOT_IN_WORDS.takeOff}
        </button>
      </div>
    </div>
  );
}
