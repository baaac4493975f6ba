// Goes to a room or to one of its messages by the address, so that there is a way back.
import { hashOf, type Place } from '../model/route.ts';

export function goTo(place: Place): void {
  const hash = hashOf(place);
  // The address says so already; the person may be elsewhere in the room by now.
  if (location.hash === hash) dispatchEvent(new HashChangeEvent('hashchange'));
  else location.hash = hash;
}
