// Ids that clients make: UUIDv7, which carry the time at which they were made (RFC 9562 §5.7).

/** When an id was made, milliseconds since 1970: its first 48 bits. */
export const timeOfId = (id: string): number =>
  Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
