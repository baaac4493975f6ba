// Rows anew from the log, beside the live ones, while people talk: filled, compared, exchanged. One try of it; whoever is killed
// tries again and goes on where the tables beside are.
import type { WriteStream } from 'node:tty';
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { PLAN } from '../../../chat/features.ts';
import type { Logger } from '../../../shared/logger.ts';
import { STREAM } from '../../../shared/subjects.ts';
import { checkpointOf, type Db } from '../../rows/checkpoint.ts';
import type { LogApi } from '../../rows/holes.ts';
import { readLog } from '../read-log.ts';
import { showProgress } from '../show-progress.ts';
import { type Aside, addIndexes, alone, bytesOf, openAside, REPLACED } from './aside.ts';
import { compare, type Differences, rowsAbout } from './compare.ts';
import { copy } from './copy.ts';
import { oldRows } from './old-rows.ts';
import { HandsOff } from './outcome.ts';
import { Held, type Swapped, swap } from './swap.ts';
import { Lost } from './turn.ts';
import { bytes, grouped, linesOf } from './words.ts';

export interface RebuildOptions extends LogApi {
  /** As the owner of the tables. */
  live: MikroORM;
  /** The same, in the schema beside. */
  aside: MikroORM;
  logger: Logger;
  version: string;
  /** The old tables go as soon as the new ones are there. */
  dropOld: boolean;
  out: Pick<WriteStream, 'write' | 'isTTY'>;
  /** Something was committed. */
  onProgress: () => void;
  /** How long somebody else may hold the tables, until it rejects with {@link Held}. */
  heldMs: number;
}

/** So little is read while writers wait: less than a second's work. */
const TAIL_MAX = 5_000;
/** So long they wait for a log that does not answer. */
const FILL_MS = 2_000;
/** Somebody of ours ends their transaction meanwhile, or is ended. */
const SWAPS_MAX = 30;
const PAUSE_MS = 1_000;

export const rebuild = (options: RebuildOptions): Promise<void> =>
  alone(options.live, () => new Rebuild(options).run());

class Rebuild {
  readonly #options: RebuildOptions;
  #state: Aside = { turn: '', taken: 0, seq: 0 };
  #epoch = '';

  constructor(options: RebuildOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    await this.#open();
    await this.#catchUp();
    this.#say('Making indexes.');
    await addIndexes(this.#beside());
    await this.#catchUp();
    this.#say('Comparing with the live rows.');
    for (const table of await this.#compare()) linesOf(table).forEach(this.#say);
    const swapped = await this.#exchange();
    this.#say(
      `Exchanged: the rows are new up to ${grouped(swapped.seq)}. ` +
        `Writers waited ${Math.ceil(swapped.writersWaitedMs)} ms, readers ${Math.ceil(swapped.readersWaitedMs)} ms.`,
    );
    await this.#leaveOld();
  }

  async #open(): Promise<void> {
    const { live, version } = this.#options;
    const { epoch, last } = await this.#logInfo();
    const found = await checkpointOf(this.#live());
    if (found.epoch !== epoch) {
      throw new HandsOff(
        'the rows are of another log than NATS has: provisioning compares the two first (a persister that starts runs it)',
      );
    }
    const { begun, ...aside } = await openAside(live, { epoch, last, version });
    this.#state = aside;
    this.#epoch = epoch;
    const size = bytes(await bytesOf(this.#live(), 'public'));
    if (begun) {
      this.#say(`The rows take ${size}: about as much must be free on the disk of Postgres.`);
      this.#say(`Rows are made anew from the log, ${grouped(last)} entries, beside the live ones.`);
    } else {
      this.#say(`Goes on behind ${grouped(aside.seq)}, where an earlier run ended.`);
    }
  }

  /** To the end that the log has now, until that is not far away any more. */
  async #catchUp(): Promise<void> {
    for (;;) {
      const { first, last } = await this.#logInfo();
      await this.#takeOver(first - 1);
      const before = this.#state.seq;
      await this.#read(last, before);
      if (last - before <= TAIL_MAX) return;
    }
  }

  /** What the log does not hold any more. */
  async #takeOver(to: number): Promise<void> {
    const { taken } = this.#state;
    if (taken >= to) return;
    let found = 0;
    const shown = showProgress(this.#options.out);
    const pages = oldRows(() => this.#live(), taken + 1, to);
    await copy(
      this.#copying('taken', (upTo, entries) => {
        found += entries;
        shown.show({ what: 'old rows', from: taken + 1, at: upTo, to, entries: found });
      }),
      pages,
    );
    shown.stop();
    this.#state.taken = to;
    this.#state.seq = Math.max(this.#state.seq, to);
    this.#say(
      `The log begins at ${grouped(to + 1)}: ${grouped(found)} entries of before were taken over from the old rows.`,
    );
  }

  async #read(to: number, from: number, patience: { patienceMs?: number } = {}): Promise<void> {
    const { nc, jsm, out } = this.#options;
    if (from >= to) return;
    const shown = showProgress(out);
    let entries = 0;
    const pages = readLog({ nc, jsm, program: 'provision', from: from + 1, to, ...patience });
    await copy(
      this.#copying('seq', (at, more) => {
        entries += more;
        shown.show({ what: 'log', from: from + 1, at, to, entries });
      }),
      pages,
    );
    shown.stop();
    this.#state.seq = to;
  }

  #copying(mark: 'seq' | 'taken', onPage: (upTo: number, entries: number) => void) {
    const { aside, logger, onProgress } = this.#options;
    const onCommit = (upTo: number, entries: number) => {
      onProgress();
      onPage(upTo, entries);
    };
    return { aside, logger, mark, turn: this.#state.turn, onCommit };
  }

  async #compare(): Promise<Differences[]> {
    const found: Differences[] = [];
    for (const table of PLAN.tables) {
      const about = await rowsAbout(this.#live(), table.name);
      const shown = showProgress(this.#options.out);
      const what = `compared ${table.name}`;
      let at = 0;
      found.push(
        await compare(this.#live(), { table, seq: this.#state.seq }, (rows) => {
          at += rows;
          shown.show({ what, from: 1, at, to: Math.max(at, about), entries: at });
        }),
      );
      shown.stop();
    }
    return found;
  }

  async #exchange(): Promise<Swapped> {
    const { live, logger, version, heldMs } = this.#options;
    const began = performance.now();
    for (let tries = 1; ; tries++) {
      await this.#catchUp();
      try {
        return await swap({
          live,
          logger,
          version,
          turn: this.#state.turn,
          epoch: this.#epoch,
          fill: (seq) => this.#fill(seq),
        });
      } catch (error) {
        const isHeld = error instanceof Held;
        const enough = isHeld ? performance.now() - began > heldMs : tries >= SWAPS_MAX;
        if (error instanceof HandsOff || error instanceof Lost || enough) throw error;
        if (isHeld) this.#say(`Not exchanged yet: ${error.message}.`);
        logger.info({ err: error, tries }, 'not exchanged yet, trying again');
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  /** The last entries, while writers wait. */
  async #fill(seq: number): Promise<void> {
    const { first } = await this.#logInfo();
    if (first - 1 > this.#state.taken) throw new Error('the log has lost its beginning meanwhile');
    if (seq - this.#state.seq > TAIL_MAX) throw new Error('too much was written meanwhile');
    await this.#read(seq, this.#state.seq, { patienceMs: FILL_MS });
  }

  async #leaveOld(): Promise<void> {
    const db = this.#live();
    const size = bytes(await bytesOf(db, REPLACED));
    if (this.#options.dropOld) {
      await sql`drop schema if exists ${sql.id(REPLACED)} cascade`.execute(db);
      this.#say(`The old tables are gone: ${size} are free again.`);
    } else {
      this.#say(
        `The old tables stand in the schema ${REPLACED} (${size}) until the next rebuild; with DROP_OLD=1 they go at once.`,
      );
    }
  }

  async #logInfo(): Promise<{ epoch: string; first: number; last: number }> {
    const { created, state } = await this.#options.jsm.streams.info(STREAM);
    return { epoch: String(created), first: state.first_seq, last: state.last_seq };
  }

  readonly #live = (): Db => this.#options.live.em.fork().getKysely();
  readonly #beside = (): Db => this.#options.aside.em.fork().getKysely();
  readonly #say = (line: string): void => {
    this.#options.out.write(`${line}\n`);
  };
}
