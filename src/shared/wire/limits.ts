// Fixed limits of the protocol; `welcome.limits` tells them to the client.

export const LIMITS = {
  /** Characters (UTF-16 code units) of one message. */
  textMax: 4096,
  /** Bytes of one client frame; 4,096 characters escaped as \uXXXX fit. */
  frameMaxBytes: 32_768,
  /** Events one `join` may ask for with `last`, and one `history` with `limit`. */
  pageMax: 200,
  /** Events a `join` gives when it names neither `after` nor `last`. */
  pageDefault: 50,
  /** Rooms one connection may be in at once. */
  roomsMax: 200,
} as const;

/** What `welcome.limits` carries. */
export interface Limits {
  textMax: number;
  frameMaxBytes: number;
  pageMax: number;
  pageDefault: number;
  roomsMax: number;
  /** Messages a second a user may post on average, and at once. */
  postRate: number;
  postBurst: number;
}
