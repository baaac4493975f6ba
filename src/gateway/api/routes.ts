// THE table of routes: what can be asked by HTTP. Dispatch (api.ts) goes over it, and the description (openapi.ts, docs/openapi.yaml)
// is made of it. A command and a question are those of sockets (src/chat/features.ts); only what belongs to HTTP alone is written
// out here.
import { FRAMES } from '../socket/frames.ts';
import { commandRoute } from './command-route.ts';
import { eventsRoute } from './events-route.ts';
import { questionRoute } from './question-route.ts';
import { moveReadMark, readMark, roomNow } from './room-routes.ts';
import type { Route } from './route.ts';

const nextOfList = ({ next }: { next?: string }) =>
  next === undefined ? undefined : { after: next };

export const ROUTES: readonly Route[] = [
  commandRoute({
    ...{ method: 'POST', path: '/api/rooms/{room}/messages', name: 'postMessage' },
    type: 'post',
    summary: 'Says something in a room.',
    made: 201,
    body: ['text', 'replyTo'],
  }),
  commandRoute({
    ...{ method: 'PATCH', path: '/api/rooms/{room}/messages/{seq}', name: 'editMessage' },
    type: 'edit',
    summary: "Says one's own message otherwise.",
    body: ['text'],
  }),
  commandRoute({
    ...{ method: 'DELETE', path: '/api/rooms/{room}/messages/{seq}', name: 'deleteMessage' },
    type: 'delete',
    summary: "Takes a message away for good: one's own, or anybody's as a moderator of the room.",
  }),
  commandRoute({
    method: 'PUT',
    path: '/api/rooms/{room}/messages/{seq}/reactions/{emoji}',
    name: 'addReaction',
    type: 'react',
    summary: 'Puts an emoji on a message.',
    says: { on: true },
  }),
  commandRoute({
    method: 'DELETE',
    path: '/api/rooms/{room}/messages/{seq}/reactions/{emoji}',
    name: 'removeReaction',
    type: 'react',
    summary: "Takes one's own emoji back.",
    says: { on: false },
  }),
  questionRoute({
    ...{ method: 'GET', path: '/api/rooms/{room}/messages', name: 'listMessages' },
    type: 'history',
    summary: 'A page of messages as they are now, the oldest first.',
    description:
      'Without `before`, `around` and `at` the latest. `events` are what else was done in the room. ' +
      'The next page is the one before it: `before` = `low`, as `Link` says.',
    query: ['before', 'around', 'at', 'limit'],
    says: ({ before, around, at }) => {
      if (around !== undefined || at !== undefined) return {};
      return { as: 'messages', before: before ?? Number.MAX_SAFE_INTEGER };
    },
    next: ({ more, low }) => (more && low !== undefined ? { before: low } : undefined),
    body: FRAMES.history.omit({ type: true, id: true }).required({ messages: true }),
  }),
  questionRoute({
    ...{ method: 'GET', path: '/api/rooms', name: 'listRooms' },
    type: 'rooms',
    summary: 'The directory: public rooms, the liveliest first.',
    query: ['query', 'after', 'limit'],
    next: nextOfList,
  }),
  questionRoute({
    ...{ method: 'GET', path: '/api/me/rooms', name: 'listOwnRooms' },
    type: 'mine',
    summary: 'The rooms that one is in, or is asked into.',
    query: ['after', 'limit'],
    next: nextOfList,
  }),
  roomNow,
  questionRoute({
    ...{ method: 'GET', path: '/api/rooms/{room}/members', name: 'listMembers' },
    type: 'people',
    summary: 'Who is in a room, or asked into it.',
    query: ['query', 'after', 'limit'],
    next: nextOfList,
  }),
  questionRoute({
    ...{ method: 'GET', path: '/api/search', name: 'search' },
    type: 'search',
    summary:
      'Messages that say something, in all rooms that are open to who asks, the newest first.',
    query: ['query', 'before', 'limit'],
    next: ({ more, messages }) => {
      const last = messages.at(-1)?.seq;
      return more && last !== undefined ? { before: last } : undefined;
    },
  }),
  readMark,
  moveReadMark,
  eventsRoute,
];
