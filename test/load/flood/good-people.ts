// People who mean well: each on two sockets, says something every second, hears everybody. How long it takes and
// whether anything gets lost, comes twice, or is closed on them is what the flood is measured by.
import { WebSocket } from 'ws';
import { openSession } from '../../support/chat.ts';
import { connectWire, type Frame, uuid7 } from '../../support/wire.ts';

export interface Phase {
  /** Milliseconds from the first sending of a post. */
  acks: number[];
  deliveries: number[];
}

export const newPhase = (): Phase => ({ acks: [], deliveries: [] });

export interface GoodPeople {
  /** What is posted from now on counts there. */
  begin: (phase: Phase) => void;
  /** They say nothing new; waits for answers. */
  hush: (deadlineMs: number) => Promise<void>;
  /** What became of everything that was posted. */
  account: () => Account;
  close: () => void;
}

export interface Account {
  posted: number;
  /** Sequences of the acknowledged ones. */
  acknowledged: number[];
  /** Deliveries that did not come to a socket that stayed open, of acknowledged messages. */
  undelivered: number;
  deliveries: number;
  twice: number;
  /** Close codes of sockets that were closed on them. */
  closed: number[];
  /** Error codes they were answered with. */
  errors: string[];
}

interface Post {
  id: string;
  at: number;
  sentAt: number;
  phase: Phase;
  person: number;
  seq?: number;
}

const SAY_EVERY_MS = 1_000;
/** After so long without an answer a post is sent again (docs/PROTOCOL.md). */
const RESEND_MS = 30_000;
const SOCKETS_EACH = 2;

export async function gatherGoodPeople(
  { url, socketUrl }: { url: string; socketUrl: string },
  { size, room, phase: first }: { size: number; room: string; phase: Phase },
): Promise<GoodPeople> {
  const posts = new Map<string, Post>();
  const account = { deliveries: 0, twice: 0, closed: [] as number[], errors: [] as string[] };
  const seen = new Map<WebSocket, Set<string>>();
  let phase = first;
  let closing = false;

  const sockets: WebSocket[][] = [];
  for (let i = 0; i < size; i++) {
    const { token } = await openSession(url, `Good person ${i + 1}`);
    const own = Array.from({ length: SOCKETS_EACH }, async () => {
      const wire = await connectWire(socketUrl, { token });
      await wire.join(room, { last: 0 });
      // Its frames would be kept for ever.
      wire.socket.removeAllListeners('message');
      follow(wire.socket);
      return wire.socket;
    });
    sockets.push(await Promise.all(own));
  }

  function follow(socket: WebSocket) {
    seen.set(socket, new Set());
    socket.on('message', (data) => hear(socket, JSON.parse(String(data)) as Frame));
    socket.once('close', (code) => {
      if (!closing) account.closed.push(code);
    });
    // Its close says as much.
    socket.on('error', () => undefined);
  }

  function hear(socket: WebSocket, frame: Frame) {
    const post = posts.get(String(frame['id']));
    if (post === undefined) return;
    const { type } = frame;
    const took = performance.now() - post.at;
    if (type === 'event') {
      const of = seen.get(socket);
      if (of?.has(post.id)) account.twice += 1;
      of?.add(post.id);
      account.deliveries += 1;
      post.phase.deliveries.push(took);
    } else if (type === 'ack' && post.seq === undefined) {
      post.seq = Number(frame['seq']);
      post.phase.acks.push(took);
    } else if (type === 'error') {
      account.errors.push(String(frame['code']));
      if (frame['retry'] !== true) return;
      setTimeout(() => send(post), Number(frame['retryAfterMs'])).unref();
    }
  }

  function send(post: Post) {
    if (closing || post.seq !== undefined) return;
    const open = sockets[post.person]?.filter((it) => it.readyState === WebSocket.OPEN) ?? [];
    post.sentAt = performance.now();
    const socket = open[Math.floor(Math.random() * open.length)];
    socket?.send(JSON.stringify({ type: 'post', id: post.id, room, text: `said at ${post.at}` }));
  }

  const say = (person: number) => {
    const at = performance.now();
    const post: Post = { id: uuid7(), at, sentAt: at, phase, person };
    posts.set(post.id, post);
    send(post);
  };
  const unanswered = () => [...posts.values()].filter(({ seq }) => seq === undefined);
  const resend = setInterval(() => {
    for (const post of unanswered()) if (performance.now() - post.sentAt > RESEND_MS) send(post);
  }, 1_000);

  // Each at a moment of its own within the second.
  let turn = 0;
  const talking = setInterval(() => say(turn++ % size), SAY_EVERY_MS / size);

  return {
    begin: (next) => {
      phase = next;
    },
    hush: async (deadlineMs) => {
      clearInterval(talking);
      const end = performance.now() + deadlineMs;
      const settled = () => unanswered().length === 0 && undelivered() === 0;
      while (!settled() && performance.now() < end) await pause();
    },
    account: () => ({
      ...account,
      posted: posts.size,
      acknowledged: [...posts.values()].flatMap(({ seq }) => seq ?? []),
      undelivered: undelivered(),
    }),
    close: () => {
      closing = true;
      clearInterval(talking);
      clearInterval(resend);
      for (const socket of seen.keys()) socket.terminate();
    },
  };

  function undelivered(): number {
    const stored = [...posts.values()].filter(({ seq }) => seq !== undefined);
    const open = [...seen].filter(([socket]) => socket.readyState === WebSocket.OPEN);
    return open.reduce((sum, [, of]) => sum + stored.filter(({ id }) => !of.has(id)).length, 0);
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
