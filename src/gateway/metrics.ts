// What the gateway counts. Per-message facts are counted here and never logged.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Extent } from './log/extent.ts';

export function gatewayMetrics(registry: Registry) {
  const registers = [registry];
  return {
    connections: new Gauge({
      name: 'chat_ws_connections',
      help: 'Open client connections',
      registers,
    }),
    eventStreams: new Gauge({
      name: 'chat_event_streams',
      help: 'Rooms that are followed as server-sent events',
      registers,
    }),
    requests: new Counter({
      name: 'chat_http_requests_total',
      help: 'Requests of the HTTP API, by route and the status of the answer; a stream counts as it begins',
      labelNames: ['route', 'status'],
      registers,
    }),
    hookRequests: new Counter({
      name: 'chat_hook_requests_total',
      help: 'What was sent to hooks, by the status of the answer',
      labelNames: ['status'],
      registers,
    }),
    commands: new Counter({
      name: 'chat_commands_total',
      help: 'Valid frames from clients, and what requests ask for in their place',
      labelNames: ['type'],
      registers,
    }),
    refused: new Counter({
      name: 'chat_refused_total',
      help: 'Error frames sent',
      labelNames: ['code'],
      registers,
    }),
    closed: new Counter({
      name: 'chat_closed_total',
      help: 'Connections that ended, by close code',
      labelNames: ['code'],
      registers,
    }),
    refusedRequests: new Counter({
      name: 'chat_http_refused_total',
      help: 'HTTP requests and upgrades that were refused, by status',
      labelNames: ['status'],
      registers,
    }),
    signIns: new Counter({
      name: 'chat_sign_ins_total',
      help: 'Attempts to sign in with the identity provider that ended, by how',
      labelNames: ['outcome'],
      registers,
    }),
    renewals: new Counter({
      name: 'chat_session_renewals_total',
      help: 'Sessions that were to be renewed by the identity provider, by what came of it',
      labelNames: ['outcome'],
      registers,
    }),
    posted: new Counter({
      name: 'chat_posted_total',
      help: 'Messages acknowledged',
      labelNames: ['duplicate'],
      registers,
    }),
    appendSeconds: new Histogram({
      name: 'chat_append_seconds',
      help: 'From the turn of a post to its answer',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1, 5, 15],
      registers,
    }),
    events: new Counter({
      name: 'chat_log_events_total',
      help: 'Events read from the log',
      registers,
    }),
    unreadable: new Counter({
      name: 'chat_log_unreadable_total',
      help: 'Entries of the log that are no events: nobody is shown them',
      registers,
    }),
    foreign: new Counter({
      name: 'chat_log_foreign_total',
      help: 'Events of the log that a newer version wrote: passed on as they are',
      registers,
    }),
    voids: new Counter({
      name: 'chat_log_voids_total',
      help: 'Entries of the log that were stored after their deadline: nobody is shown them',
      registers,
    }),
    offered: new Counter({
      name: 'chat_deliveries_total',
      help: 'Events times the people in their rooms on this gateway, whether each of them was sent it or has it already',
      registers,
    }),
    typing: new Counter({
      name: 'chat_typing_total',
      help: 'Times somebody was said to be typing: passed on, or dropped as too much',
      labelNames: ['outcome'],
      registers,
    }),
    marks: new Counter({
      name: 'chat_read_marks_total',
      help: 'Read marks: written, not written for now, or behind one that is known',
      labelNames: ['outcome'],
      registers,
    }),
    readerRestarts: new Counter({
      name: 'chat_reader_restarts_total',
      help: 'Times the reader of the log was opened again',
      registers,
    }),
    position: new Gauge({
      name: 'chat_log_position',
      help: 'The highest sequence read from the log',
      registers,
    }),
  };
}

export type GatewayMetrics = ReturnType<typeof gatewayMetrics>;

/** How full the log is, as of the last look at it: no question is asked for a scrape. */
export function measureLog(registry: Registry, extents: { readonly log: Extent }): void {
  const registers = [registry];
  new Gauge({
    name: 'chat_log_bytes',
    help: 'What the log takes on disk',
    registers,
    collect() {
      this.set(extents.log.bytes);
    },
  });
  new Gauge({
    name: 'chat_log_bytes_max',
    help: 'Where the log is full and refuses; -1: nowhere',
    registers,
    collect() {
      this.set(extents.log.maxBytes);
    },
  });
}

/** What waits in this process for clients to read it. */
export function measureOutboxes(registry: Registry, outboxes: { readonly bytes: number }): void {
  new Gauge({
    name: 'chat_outbox_bytes',
    help: 'Bytes of memory that wait for clients to read, as last counted',
    registers: [registry],
    collect() {
      this.set(outboxes.bytes);
    },
  });
}

export interface Kept {
  hub: { readonly rooms: number };
  persisted: { readonly waiting: number };
  ring: { readonly size: number };
  limits: { joins: { readonly size: number }; questions: { readonly size: number } };
  signals: { readonly sizes: Readonly<Record<string, number>> };
}

/** How much this process keeps of clients and events: what people brought goes again when they do. */
export function measureKept(registry: Registry, kept: Kept): void {
  const { hub, persisted, ring, limits, signals } = kept;
  const registers = [registry];
  new Gauge({
    name: 'chat_rooms',
    help: 'Rooms that somebody is in',
    registers,
    collect() {
      this.set(hub.rooms);
    },
  });
  new Gauge({
    name: 'chat_persisted_waiting',
    help: 'Connections that wait to hear that a message is in the rows',
    registers,
    collect() {
      this.set(persisted.waiting);
    },
  });
  new Gauge({
    name: 'chat_ring_events',
    help: 'Latest events of the log that are in memory',
    registers,
    collect() {
      this.set(ring.size);
    },
  });
  new Gauge({
    name: 'chat_limited_users',
    help: 'Users of whom it is counted how many rooms they enter, questions they ask',
    labelNames: ['limit'],
    registers,
    collect() {
      this.set({ limit: 'joins' }, limits.joins.size);
      this.set({ limit: 'questions' }, limits.questions.size);
    },
  });
  new Gauge({
    name: 'chat_signals_kept',
    help: 'What is known of people and not in the log: who is where, on how many other gateways, who types, who read how far',
    labelNames: ['what'],
    registers,
    collect() {
      for (const [what, size] of Object.entries(signals.sizes)) this.set({ what }, size);
    },
  });
}
