// Where a picture of the messages stands before the page is there: over everything, and only until the page shows them itself, or
// something else in their place. Invariant: once it is over there is none.
import { type ComponentChild, render } from 'preact';

let isOver = false;
let shown: { room: string; box: HTMLElement } | undefined;

export function drawPicture(room: string, picture: ComponentChild): void {
  if (isOver) return;
  const box = document.createElement('div');
  document.body.append(box);
  shown = { room, box };
  render(picture, box);
}

export function endPicture(): void {
  isOver = true;
  if (shown === undefined) return;
  render(null, shown.box);
  shown.box.remove();
  shown = undefined;
}

/** It stays where the page is about to show this room. */
export function keepPictureOf(room: string | undefined): void {
  if (room === undefined || (shown !== undefined && shown.room !== room)) endPicture();
}
