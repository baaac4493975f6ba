// Facts that say what a room is, as clients are told them. Nothing of them is a message: they are notices.
import type { FactView } from '../kernel/view.ts';
import type { RoomFact } from './facts.ts';
import { type Room, saysRoom } from './room.ts';

/** What a notice keeps of one. Who owns it stands in other facts. */
export type RoomSeen = Omit<Room, 'owners'>;

export const roomFactView = <F extends RoomFact>(): FactView<F> => ({
  version: 1,
  is: (data): data is F['data'] => saysRoom(data),
  show: (draft, event) => {
    const { kind, title, topic, slowModeSeconds, archived } = event.data.room;
    const seen: RoomSeen = { kind, title, topic, slowModeSeconds, archived };
    draft.note(event, seen);
  },
});
