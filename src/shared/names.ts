// What things may be called, without a library: clients check it before they send, gateways again.

/** What a room may be called: it is a NATS subject token, so no dots, no spaces, no wildcards. */
export const ROOM_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
export const ROOM_NAME_RULE =
  'a room name is 1 to 64 of a-z 0-9 _ - and starts with a letter or digit';
