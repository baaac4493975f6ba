// What one connection is told: answers, refusals, and what became of a command, with the second tick that its sender waits for.
// Invariant: whatever goes wrong, who asked is told so, and what to do.
import type { AckFrame, ErrorFrame, ServerFrame } from '../../shared/wire/frames.ts';
import { encodeFrame } from '../fanout/frame.ts';
import type { Outbox } from '../fanout/outbox.ts';
import type { Persisted } from '../fanout/persisted.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { type About, unanswered } from '../refusal.ts';

export interface RepliesOptions {
  outbox: Outbox;
  persisted: Persisted;
  metrics: Pick<GatewayMetrics, 'posted' | 'refused'>;
  onFault: (error: unknown) => void;
}

export class Replies {
  readonly #options: RepliesOptions;

  constructor(options: RepliesOptions) {
    this.#options = options;
  }

  readonly send = (frame: ServerFrame): void => {
    this.#options.outbox.answer(encodeFrame(frame));
  };

  readonly refuse = (error: ErrorFrame): void => {
    this.#options.metrics.refused.inc({ code: error.code });
    this.send(error);
  };

  /** To a question. */
  readonly answer = (frame: ServerFrame): void => {
    if (frame.type === 'error') this.refuse(frame);
    else this.send(frame);
  };

  /** What became of a command. */
  readonly done = (frame: AckFrame | ErrorFrame): void => {
    if (frame.type === 'error') return this.refuse(frame);
    const { metrics, persisted, outbox } = this.#options;
    metrics.posted.inc({ duplicate: String(frame.duplicate === true) });
    this.send(frame);
    if (frame.duplicate) persisted.follow(outbox, frame.seq);
    else persisted.expect(outbox, frame.seq);
  };

  /** It could not be answered. */
  readonly fault = (error: unknown, about: About): void => {
    this.refuse(unanswered(error, about, this.#options.onFault));
  };
}
