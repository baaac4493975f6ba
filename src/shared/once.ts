// What keeps one `(user, client id)` one event (P3) when networks hold things back: three times that hang on one, and the
// deadline that each append carries. What the log stored after its deadline is void: nobody shows it, no row is made of
// it, nobody was told that it is there. Every reader sees that by the entry alone, so nobody has to agree on anything.
// Invariant: two entries of one id that are not void are never further apart than the log remembers ids (docs/adr/0016).

/** How long JetStream remembers the ids of messages. A third of it is each of the next two; the last is for clocks. */
export const DUPLICATE_WINDOW_MS = 180_000;
/** Up to this age an id is appended at once: if it is in the log already, the window knows it. */
export const FRESH_MS = DUPLICATE_WINDOW_MS / 3;
/** What was decided on is wanted in the log for so long, and void after it. */
export const DEADLINE_MS = DUPLICATE_WINDOW_MS / 3;
/** A client's clock may be this far ahead of the log's. */
export const FUTURE_MS = 10_000;

/** NATS header of an entry: until when it was wanted, milliseconds since 1970 by the log's clock. */
export const DEADLINE_HEADER = 'Chat-Deadline';

/** `deadline`: the header's text, none where there is none. `at`: when the log stored the entry, ISO 8601. */
export function isVoid(deadline: string | undefined, at: string): boolean {
  if (deadline === undefined || deadline === '') return false;
  // One that is no number names no time at which the entry was still wanted.
  return !(Date.parse(at) <= Number(deadline));
}
