// What stands in a path: the field of a frame that it is, and how it is described where no frame has it. Pure.
export const PLACES = {
  room: { field: 'room' },
  seq: { field: 'target' },
  emoji: { field: 'emoji' },
} as const satisfies Record<string, { field: string }>;
export type Place = keyof typeof PLACES;

/** Of `/api/rooms/{room}`: `room`. Throws where a path has a place that nobody knows. */
export const placesIn = (path: string): Place[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    if (!Object.hasOwn(PLACES, name)) throw new Error(`nobody knows what {${name}} is`);
    return name as Place;
  });
