// Which tables the facts of a chat go into: what the fold needs to know, and all it knows of features.
import type { Codec } from './codec.ts';
import type { Envelope, InRoom } from './fact.ts';
import type { Projection, Table } from './table.ts';

type OfType<F extends Envelope, Type> = Extract<F, { type: Type }>;

/** For each type of facts the tables that it goes into, one at least. */
export type RowsOf<F extends Envelope> = {
  readonly [Type in F['type']]: readonly [
    Projection<OfType<F, Type>>,
    ...Projection<OfType<F, Type>>[],
  ];
};

export interface Plan<F extends Envelope> {
  codec: Codec<F>;
  rows: RowsOf<F>;
  /** Of any fact, also of one that only a newer program understands. */
  every: readonly Projection<Envelope>[];
  /** Of any fact of a room. */
  inRooms: readonly Projection<InRoom>[];
  /** In the order in which all write them, and so lock their rows. */
  tables: readonly Table[];
}

/** Throws where a fact goes into a table that nobody would write: its rows would be lost without a word. */
export function definePlan<F extends Envelope>(plan: Plan<F>): Plan<F> {
  const own: readonly (readonly Projection<never>[])[] = Object.values(plan.rows);
  for (const { table } of [...plan.every, ...plan.inRooms, ...own.flat()]) {
    if (plan.tables.includes(table)) continue;
    throw new Error(`the table ${table.name} is not among those that are written`);
  }
  return plan;
}
