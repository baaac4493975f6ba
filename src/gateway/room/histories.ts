// One connection's questions for a room's past, asked of the rows: a few at a time, in turns with those of others.
import type { ErrorFrame, HistoryCommand, HistoryFrame } from '../../shared/wire/frames.ts';
import type { Limits } from '../limits/limits.ts';
import { eventFrame } from '../log/entry.ts';
import { refusal, tooMuch } from '../refusal.ts';
import type { RowsClient } from '../rows.ts';

export interface HistoriesOptions {
  user: string;
  rows: Pick<RowsClient, 'before'>;
  limits: Pick<Limits, 'histories' | 'historyTurns'>;
  /** How far this gateway has read the log. */
  position: () => number;
}

/** Pages under way for one client. */
const HISTORIES_MAX = 4;

export class Histories {
  readonly #options: HistoriesOptions;
  #underWay = 0;

  constructor(options: HistoriesOptions) {
    this.#options = options;
  }

  /** Rejects while the rows cannot be read. */
  async page(command: HistoryCommand, joined: boolean): Promise<HistoryFrame | ErrorFrame> {
    const { user, rows, limits, position } = this.#options;
    const { id, room, before, limit } = command;
    const about = { id, room };
    if (!joined)
      return refusal('not_joined', `join ${room} first, then ask for its history`, about);
    if (this.#underWay >= HISTORIES_MAX) {
      return tooMuch(`more than ${HISTORIES_MAX} questions`, 500, about);
    }
    const waitMs = limits.histories.take(user, performance.now());
    if (waitMs > 0) return tooMuch('too many questions', waitMs, about);
    this.#underWay += 1;
    try {
      // Beyond the log's end there is nothing that the rows could ever have caught up with.
      const below = Math.min(before, position() + 1);
      const ask = () => rows.before(room, below, limit);
      const { entries, more } = await limits.historyTurns.run(ask, user);
      return { type: 'history', id, room, events: entries.map((entry) => eventFrame(entry)), more };
    } finally {
      this.#underWay -= 1;
    }
  }
}
