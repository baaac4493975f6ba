// A piece of text with the people and rooms that it names marked. It is drawn again when one of them becomes known or is called
// otherwise, and only then.
import { namesIn } from '../model/message-words.ts';
import { hashOfRoom } from '../model/route.ts';
import { type Part, partsOf } from '../model/text/spoken.ts';
import type { MarkedTextProps } from './marked-text.tsx';
import { useStore } from './use-store.ts';

export interface SpokenTextProps extends Pick<MarkedTextProps, 'mentions'> {
  text: string;
  deeds: Pick<MarkedTextProps['deeds'], 'store'>;
}

export function SpokenText({ text, mentions = [], deeds: { store } }: SpokenTextProps) {
  // As text: it is the same while it says the same.
  const known = useStore(store, ({ rooms, current, user }) => {
    const room = current === undefined ? undefined : rooms[current];
    const names = room && namesIn(room.view);
    return JSON.stringify(
      partsOf(text, {
        mentions,
        me: user.id,
        nameOf: (id) =>
          id === user.id ? user.name : (names?.get(id) ?? room?.members.get(id)?.user.name),
        isRoom: (name) => Object.hasOwn(rooms, name),
      }),
    );
  });
  const parts: Part[] = JSON.parse(known);
  return <>{parts.map(drawn)}</>;
}

const drawn = (part: Part) => {
  switch (part.is) {
    case 'person':
      return (
        <span class={part.isMe ? 'mention me' : 'mention'} dir="auto">
          {part.text}
        </span>
      );
    case 'room':
      return (
        <a class="mention" href={hashOfRoom(part.room)}>
          {part.text}
        </a>
      );
    default:
      return part.text;
  }
};
