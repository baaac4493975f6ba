// Rows to be looked at again further on in the log, where the entries are that set some of their columns. Bounded.
import type { Row, Table } from '../../chat/kernel/table.ts';
import type { Later } from './judge.ts';
import { keyText } from './log-window.ts';

export type KeysByTable = Map<Table, Map<string, Row>>;

/** Hundreds of bytes each. */
const KEPT_MAX = 100_000;
/** Sequences of one bucket, so that a piece of the log finds its own without going over all. */
const BUCKET = 1_024;

export class LaterRows {
  readonly #max: number;
  readonly #buckets = new Map<number, Map<string, Later>>();
  #size = 0;

  constructor(max: number = KEPT_MAX) {
    this.#max = max;
  }

  /** False where there is no place for it. */
  add(later: Later): boolean {
    const { table, key, seq } = later;
    const at = Math.floor(seq / BUCKET);
    const bucket = this.#buckets.get(at) ?? new Map<string, Later>();
    const identity = `${seq} ${table.name} ${keyText(table, key)}`;
    if (bucket.has(identity)) return true;
    if (this.#size >= this.#max) return false;
    bucket.set(identity, later);
    this.#buckets.set(at, bucket);
    this.#size += 1;
    return true;
  }

  /** Takes out those whose entries are in this piece of the log. */
  take(from: number, to: number): KeysByTable {
    const taken: KeysByTable = new Map();
    for (let at = Math.floor(from / BUCKET); at <= Math.floor(to / BUCKET); at++) {
      const bucket = this.#buckets.get(at);
      for (const [identity, { table, key, seq }] of bucket ?? []) {
        if (seq < from || seq > to) continue;
        bucket?.delete(identity);
        this.#size -= 1;
        const keys = taken.get(table) ?? new Map<string, Row>();
        taken.set(table, keys.set(keyText(table, key), key));
      }
      if (bucket?.size === 0) this.#buckets.delete(at);
    }
    return taken;
  }
}
