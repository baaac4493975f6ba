// The names that programs share on NATS: streams, the durable consumer, request subjects, inboxes. Where facts stand in
// the log is said in src/chat/kernel/subjects.ts.

/** The log: every chat event, in the order that every client sees. */
export const STREAM = 'CHAT';
/** The only subject of {@link STREAM} while a restore brings it back: nobody writes to half a log. */
export const RESTORING = 'restoring.CHAT';
/** A mirror of {@link STREAM} that keeps the last events of each room under their own sequences. */
export const RECENT_STREAM = 'CHAT_RECENT';
/** How many events of a room {@link RECENT_STREAM} keeps. */
export const RECENT_PER_ROOM = 200;
/** The durable consumer the persister replicas share. */
export const PERSISTER_CONSUMER = 'persister';

/** Request subjects the persister answers (queue group {@link PROJECTION_QUEUE}). */
export const HISTORY_REQUEST = 'projection.history';
export const LOOKUP_REQUEST = 'projection.lookup';
export const SEARCH_REQUEST = 'projection.search';
export const MESSAGES_REQUEST = 'projection.messages';
export const PEOPLE_REQUEST = 'projection.people';
export const MINE_REQUEST = 'projection.mine';
export const ROOMS_REQUEST = 'projection.rooms';
export const BOTS_REQUEST = 'projection.bots';
export const PROJECTION_QUEUE = 'projection';
/** Where persister replicas say how far the rows have come (core NATS, at most a few a second). */
export const WATERMARK = 'projection.watermark';

/** Where a program's replies arrive: each program may subscribe to its own inbox only. */
export const inboxPrefix = (program: string): string => `_INBOX_${program}`;

/**
 * What gateways tell each other and the log does not hold (core NATS, at most once): who is typing, who is there, how far
 * somebody has read.
 */
export const typingSubject = (room: string): string => `signal.room.${room}.typing`;
export const ALL_TYPING = typingSubject('*');
export const PRESENCE = 'signal.presence';
export const READ = 'signal.read';

/** The key-value bucket of read marks: its stream, and what stands before a key. */
export const READ_MARKS_STREAM = 'KV_READ_MARKS';
export const READ_MARKS_PREFIX = '$KV.READ_MARKS.';
