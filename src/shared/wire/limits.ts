// Fixed limits of the protocol; `welcome.limits` tells them to the client. What each one bounds stands in the schema of that
// frame, src/gateway/socket/frames.ts.

export const LIMITS = {
  textMax: 4096,
  /** 4,096 characters escaped as \uXXXX fit. */
  frameMaxBytes: 32_768,
  pageMax: 200,
  pageDefault: 50,
  roomsMax: 200,
} as const;

/** What `welcome.limits` carries. */
export interface Limits {
  textMax: number;
  frameMaxBytes: number;
  pageMax: number;
  pageDefault: number;
  roomsMax: number;
  postRate: number;
  postBurst: number;
}
