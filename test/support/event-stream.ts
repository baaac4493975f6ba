// A room as server-sent events, read as a browser reads them (WHATWG HTML §9.2.6), by a client that may stop reading.
// Invariant: the data of each event is a frame as the protocol's schemas have it, or the test fails.
import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { eventually } from './eventually.ts';
import { frameProblem } from './said.ts';
import type { Frame } from './wire.ts';

export interface Told {
  /** As a browser would say it when it comes back from here. */
  lastEventId: string;
  event: string;
  data: Frame;
}

export interface EventStream {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly told: Told[];
  /** Lines that nobody hears. */
  readonly comments: string[];
  /** The `retry:` said last, milliseconds. */
  readonly retry: number | undefined;
  /** The body where it is no stream of events. */
  readonly text: () => string;
  waitFor: (fits: (one: Told) => boolean, deadlineMs?: number) => Promise<Told>;
  /** The texts of messages, in the order they came. */
  texts: () => string[];
  pause: () => void;
  resume: () => void;
  readonly ended: Promise<void>;
  close: () => void;
}

export async function openEvents(
  url: string,
  {
    token,
    lastEventId,
    headers = {},
  }: { token?: string; lastEventId?: string | number; headers?: Record<string, string> },
): Promise<EventStream> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
      ...headers,
    };
    get(url, { headers: sent, agent: false }, resolve).on('error', reject);
  });
  const told: Told[] = [];
  const comments: string[] = [];
  let retry: number | undefined;
  let text = '';
  let rest = '';
  let lastId = String(lastEventId ?? '');
  const isStream = response.headers['content-type'] === 'text/event-stream';
  const block = (lines: string[]) => {
    let event = 'message';
    let data: string | undefined;
    for (const line of lines) {
      if (line.startsWith(':')) comments.push(line);
      else if (line.startsWith('id:')) lastId = line.slice(3).trim();
      else if (line.startsWith('event: ')) event = line.slice(7);
      else if (line.startsWith('retry: ')) retry = Number(line.slice(7));
      else if (line.startsWith('data: ')) data = line.slice(6);
      else assert.fail(`no line of an event: ${line}`);
    }
    if (data === undefined) return;
    const frame = JSON.parse(data) as Frame;
    told.push({ lastEventId: lastId, event, data: frame });
    assert.equal(frame.type, event);
    if (event !== 'close') assert.equal(frameProblem(frame), undefined, data.slice(0, 500));
  };
  response.setEncoding('utf8').on('data', (piece: string) => {
    text += isStream ? '' : piece;
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    if (isStream) for (const one of blocks) block(one.split('\n'));
  });
  const ended = new Promise<void>((resolve) => {
    response.on('close', () => resolve()).on('error', () => resolve());
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    ...{ told, comments, ended },
    get retry() {
      return retry;
    },
    text: () => text,
    waitFor: (fits, deadlineMs = 10_000) =>
      eventually(
        () => told.find(fits) ?? assert.fail(`not told: ${JSON.stringify(told.slice(-3))}`),
        {
          deadlineMs,
        },
      ),
    texts: () =>
      told
        .filter(({ data }) => data['event'] === 'MessagePosted')
        .map(({ data }) => String((data['data'] as { text: string }).text)),
    pause: () => response.pause(),
    resume: () => response.resume(),
    close: () => response.destroy(),
  };
}
