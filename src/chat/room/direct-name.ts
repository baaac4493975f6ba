// How the room of a few people who speak to each other is told by its name (direct.ts).

export const DIRECT_ROOM = /^dm-[0-9a-f]{40}$/;

/** Whether a name is one of these, whether or not somebody began it. */
export const isDirectName = (room: string): boolean => DIRECT_ROOM.test(room);
