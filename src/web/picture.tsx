// A first picture of the messages, of who was never here: what shows them is a file of the built page, and there long before the rest of
// it (start.tsx) is.
import { FirstPicture } from './components/first-picture.tsx';
import { drawPicture } from './components/picture-place.ts';
import { firstPage } from './model/early.ts';
import { firstRoom } from './model/first-room.ts';

void firstPage().then((first) => {
  const room = first && firstRoom(first);
  if (first === undefined || room === undefined) return;
  const { user, page } = first;
  drawPicture(room.name, <FirstPicture user={user} room={room} persisted={page.asOf} />);
});
