// Ids of commands: UUIDv7, which carry the time at which they were made (RFC 9562 §5.7). Clients make them, and gateways for
// what they do themselves.

/** A new one. `nowMs`: by the log's clock. */
export function makeId(nowMs: number): string {
  const time = Math.floor(nowMs).toString(16).padStart(12, '0');
  const random = crypto.randomUUID();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

/** When an id was made, milliseconds since 1970: its first 48 bits. */
export const timeOfId = (id: string): number =>
  Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
