// What somebody who reads a list holds on to, and where it puts what is in sight. Pure.
import { type Anchor, centred, heldTop } from './anchors.ts';
import { endOf, type Places } from './places.ts';

/** Its end, and whatever comes there; a row in the middle, with `put` until they move; or what is in sight. */
export type Where =
  | { at: 'end' }
  | { at: 'row'; key: string; put: boolean }
  | { at: 'held'; anchors: readonly Anchor[] };

/** Where what is in sight, so high, begins in the list; undefined where what was held on to is gone. */
export function topFor(places: Places, where: Where, height: number): number | undefined {
  if (where.at === 'end') return endOf(places) - height;
  if (where.at === 'held') return heldTop(places, where.anchors);
  const index = places.indexes.get(where.key);
  return index === undefined ? undefined : heldTop(places, [centred(places, index, height)]);
}
