// Fixed limits of the protocol; `welcome.limits` tells them to the client. What each one bounds stands in the schema of that
// frame, src/gateway/socket/frames.ts.

export const LIMITS = {
  textMax: 4096,
  /** 4,096 characters escaped as \uXXXX fit. */
  frameMaxBytes: 32_768,
  pageMax: 200,
  pageDefault: 50,
  foundDefault: 20,
  roomsMax: 200,
} as const;

/** People and rooms of one page of a list; what is looked for in one, UTF-16 code units; and where a page goes on. */
export const LIST = { max: 100, default: 50, queryMax: 200, afterMax: 4_096 } as const;

/** Questions under way on one connection: more are refused, so a client keeps those that are left for when one is answered. */
export const QUESTIONS_MAX = 4;

/** Of more people in a room than this only the number is told, and that somebody is typing is not. */
export const LISTED_MAX = 200;
/** Who is typing says so once in this long. */
export const TYPING_EVERY_MS = 2_000;

/** What `welcome.limits` carries. */
export interface Limits {
  textMax: number;
  frameMaxBytes: number;
  pageMax: number;
  pageDefault: number;
  foundDefault: number;
  roomsMax: number;
  postRate: number;
  postBurst: number;
}
