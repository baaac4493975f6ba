// Facts that say what a room is, as clients are told them. Nothing of them is a message.
import type { FactView } from '../kernel/view.ts';
import type { RoomFact } from './facts.ts';
import { saysRoom } from './room.ts';

export const roomFactView = <F extends RoomFact>(): FactView<F> => ({
  version: 1,
  is: (data): data is F['data'] => saysRoom(data),
  show: () => undefined,
});
