// What an event says, from the frame that brings it: the same for all who listen without the SDK.
import type { Frame } from './line.ts';
import type { Told, User } from './tape.ts';

export function toldIn(frame: Frame): Told {
  const { seq, id, user, at, data } = frame as Frame & {
    seq: number;
    id: string;
    user: User;
    at: string;
    data: { text: string };
  };
  return { seq, id, user, text: data.text, stored: at };
}
