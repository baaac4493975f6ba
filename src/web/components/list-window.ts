// A long list in a scroller, of which only what is in sight and some around it is drawn. It says which rows those are, measures
// what was drawn and puts the scroller where it belongs. Invariants: what the reader looks at stays where it is, unless they are at
// the lower end and it follows what comes; what is in sight is drawn before the next picture.
import { type Anchor, anchorsAt } from '../model/anchors.ts';
import { nextSpan, type Piece, piecesOf, type Span, spanOf } from '../model/drawn.ts';
import { drawWithNext } from '../model/next-picture.ts';
import { Heights, NOWHERE, type Places, placedAnew, placesOf } from '../model/places.ts';
import type { Row } from '../model/rows.ts';
import { topFor, type Where } from '../model/where.ts';
import { measureRows } from './measure-rows.ts';

/** Who is this close to the lower end follows it, pixels. */
export const END_SLACK = 48;
/** Drawn above and below what is in sight, pixels: a screen, or what a fast wheel passes in six pictures. Every row more costs in each picture. */
const AROUND = 700;
/** Drawn behind whoever scrolls: who turns back does so in more than two pictures. */
const BEHIND = 250;
/** Rows that are added at either end within one picture. */
const STEP = 10;
/** A browser rounds where it scrolls to by less than this, pixels. */
const ROUNDED = 1;

export interface ListWindowOptions {
  scroller: () => HTMLElement | null;
  list: () => HTMLElement | null;
}

export class ListWindow {
  readonly #parts: ListWindowOptions;
  readonly #heights = new Heights();
  #places: Places = NOWHERE;
  #span: Span | undefined;
  #pieces: readonly Piece[] = [];
  /** Drawn rows whose height was measured, and what they said then. */
  readonly #known = new WeakMap<Element, Row>();
  #draw: () => void = () => undefined;
  #where: Where = { at: 'end' };
  /** Whether the list's end is one that is followed. */
  #follows = true;
  /** Where the scroller stood when it was looked at last, how high and wide it is, and where the list begins in it. */
  #top = 0;
  #height = 0;
  #width = 0;
  #listTop = 0;
  /** Of both, as it was settled. */
  #size = '';
  /** Takes back that something is to be drawn with the next picture. */
  #following: (() => void) | undefined;
  /** Whether the last picture was one that rows were drawn for. */
  #hasDrawn = false;
  /** Which way somebody scrolled last; undefined where the list was put there. */
  #heading: 'up' | 'down' | undefined;
  /** Whether there was a picture of what is in sight. */
  #isShown = false;
  #wanted: { key: string; onDrawn: (row: HTMLElement) => void } | undefined;

  constructor(parts: ListWindowOptions) {
    this.#parts = parts;
  }

  /** Who draws the list: asked to whenever what is drawn is to be another part of it. */
  drawnBy(draw: () => void): void {
    this.#draw = draw;
  }

  /** Whether every row is drawn. */
  get isWhole(): boolean {
    return this.#pieces.every(({ gap }) => gap === 0);
  }

  get isAtEnd(): boolean {
    return this.#where.at === 'end';
  }

  /** Whether a row was put in front of the reader and they have not moved. */
  get isPut(): boolean {
    return this.#where.at === 'row' && this.#where.put;
  }

  /** What is to be drawn of `rows`; those of `kept` keys are, wherever they stand, and so is the last one. */
  pieces(rows: readonly Row[], kept: ReadonlySet<string>, follows: boolean): readonly Piece[] {
    this.#seeWhetherMoved();
    this.#follows = follows;
    let before = this.#span;
    const isOther = rows !== this.#places.rows;
    if (isOther) {
      if (this.#isNearEnd && rows.at(-1)?.key !== this.#places.rows.at(-1)?.key) this.follow();
      this.#heights.keepOnly(rows);
      const drawn = this.#places.rows.slice(before?.from, before?.to);
      this.#places = placesOf(rows, this.#heights);
      before = before && this.#spanOf(drawn);
    }
    const places = this.#places;
    // The first picture is what is in sight; one that other rows come with has enough to do with that.
    const step = this.#isShown && !isOther ? STEP : 0;
    this.#span = nextSpan({ before, ...this.#spans(), step });
    const others = [...kept].flatMap((key) => {
      const at = places.indexes.get(key);
      return at === undefined ? [] : [{ from: at, to: at + 1 }];
    });
    const last = { from: Math.max(0, rows.length - 1), to: rows.length };
    this.#pieces = piecesOf(places, [this.#span, ...others, last]);
    return this.#pieces;
  }

  /** After drawing; `resized`: when something may have another size than after the last drawing. */
  settle({ resized = false } = {}): void {
    const { scroller, list } = this.#parts;
    const [box, ol] = [scroller(), list()];
    if (box === null || ol === null) return;
    const size = `${box.clientHeight} ${ol.clientWidth} ${ol.getBoundingClientRect().height}`;
    if (resized && size === this.#size) return;
    this.#size = size;
    this.#height = box.clientHeight;
    const isOtherWidth = this.#width !== 0 && this.#width !== ol.clientWidth;
    this.#width = ol.clientWidth;
    if (isOtherWidth) this.#heights.forget();
    this.#hasDrawn = true;
    const { rows } = this.#places;
    const all = resized || isOtherWidth;
    const [pieces, heights, known] = [this.#pieces, this.#heights, this.#known];
    const changed = measureRows(ol, { rows, pieces, heights, known, all });
    if (isOtherWidth) this.#places = placesOf(rows, heights);
    else if (changed.length > 0) this.#places = placedAnew(this.#places, heights, changed);
    this.#listTop =
      ol.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    const top = this.#where.at === 'end' ? box.scrollHeight : this.#listTop + this.#viewTop();
    const furthest = Math.max(0, Math.min(top, box.scrollHeight - box.clientHeight));
    if (Math.abs(furthest - box.scrollTop) >= ROUNDED) box.scrollTop = furthest;
    this.#top = box.scrollTop;
    this.#found(ol);
    const { must, want } = this.#spans();
    if (isOtherWidth || !covers(this.#span, must)) return this.#draw();
    if (!covers(this.#span, want)) this.#followLater();
  }

  /** Somebody scrolled, or this did. */
  look(): void {
    if (this.#parts.scroller() === null) return;
    this.#seeWhetherMoved();
    this.#followLater();
  }

  #followLater(): void {
    this.#following ??= drawWithNext(() => this.#follow());
  }

  /**
   * Draws rows around what is in sight, a few at a time and for every second picture, unless one is in sight that is not drawn: on
   * a slow device a drawing, however few rows it adds, takes about as long as a picture, and with the next one's time it is not late.
   */
  #follow(): void {
    this.#following = undefined;
    this.#seeWhetherMoved();
    const { must, want } = this.#spans();
    if (this.#span?.from === want.from && this.#span.to === want.to) return;
    // Behind the first picture what is around comes at once, unless somebody scrolls.
    const waits = this.#hasDrawn && (!this.#isShown || this.#heading !== undefined);
    if (waits && covers(this.#span, must)) {
      this.#hasDrawn = false;
      this.#isShown = true;
      this.#followLater();
    } else this.#draw();
  }

  /** Follows the end from the next drawing on. */
  follow(): void {
    this.#heading = undefined;
    this.#where = { at: 'end' };
  }

  toEnd(): void {
    this.follow();
    this.#draw();
  }

  /** Brings a row to the middle; with `put` it stays there until somebody moves. False where there is none. */
  toRow(
    key: string,
    { put = false, onDrawn }: { put?: boolean; onDrawn?: (row: HTMLElement) => void } = {},
  ): boolean {
    if (!this.#places.indexes.has(key)) return false;
    this.#heading = undefined;
    this.#where = { at: 'row', key, put };
    this.#wanted = onDrawn && { key, onDrawn };
    this.#draw();
    return true;
  }

  /** Whatever is in sight stays there. */
  hold(): void {
    this.#where = { at: 'held', anchors: this.#seen(this.#top) };
  }

  stop(): void {
    this.#following?.();
  }

  /** A browser tells of scrolling with its next picture: until then the place itself says it. */
  #seeWhetherMoved(): void {
    const box = this.#parts.scroller();
    if (box === null || box.scrollTop === this.#top) return;
    const furthest = box.scrollHeight - box.clientHeight;
    this.#heading = box.scrollTop < this.#top ? 'up' : 'down';
    const isUp = box.scrollTop <= Math.min(this.#top, furthest) - ROUNDED;
    this.#top = box.scrollTop;
    if (this.#where.at === 'end' && !isUp && this.#follows) return;
    const isAtEnd = this.#follows && furthest - box.scrollTop <= ROUNDED;
    this.#where = isAtEnd ? { at: 'end' } : { at: 'held', anchors: this.#seen(box.scrollTop) };
  }

  /** Who is here follows what comes, and nothing else moves them. */
  get #isNearEnd(): boolean {
    const box = this.#parts.scroller();
    if (box === null || this.#where.at !== 'held' || !this.#follows) return false;
    return box.scrollHeight - box.clientHeight - box.scrollTop < END_SLACK;
  }

  #seen(scrollTop: number): Anchor[] {
    return anchorsAt(this.#places, scrollTop - this.#listTop, this.#inSight);
  }

  /** Before it was measured as much as can be. */
  get #inSight(): number {
    return this.#height || innerHeight;
  }

  /** Where what is in sight begins in the list; where what was held on to is gone it stays where it is. */
  #viewTop(): number {
    return topFor(this.#places, this.#where, this.#inSight) ?? this.#top - this.#listTop;
  }

  #spans(): { must: Span; want: Span } {
    const top = this.#viewTop();
    const bottom = top + this.#inSight;
    const above = this.#heading === 'down' ? BEHIND : AROUND;
    const below = this.#heading === 'up' ? BEHIND : AROUND;
    return {
      must: spanOf(this.#places, top, bottom),
      want: spanOf(this.#places, top - above, bottom + below),
    };
  }

  /** Where rows that are drawn stand by now. */
  #spanOf(drawn: readonly Row[]): Span | undefined {
    const left = drawn.flatMap(({ key }) => this.#places.indexes.get(key) ?? []);
    const [first, last] = [left[0], left.at(-1)];
    return first === undefined || last === undefined ? undefined : { from: first, to: last + 1 };
  }

  /** What was looked for is drawn, and where it belongs. */
  #found(ol: HTMLElement): void {
    const where = this.#where;
    if (where.at !== 'row') return;
    const row = ol.querySelector<HTMLElement>(`[data-key="${CSS.escape(where.key)}"]`);
    if (!where.put && row !== null) this.hold();
    if (row === null || this.#wanted?.key !== where.key) return;
    const { onDrawn } = this.#wanted;
    this.#wanted = undefined;
    onDrawn(row);
  }
}

const covers = (span: Span | undefined, other: Span): boolean =>
  span !== undefined && span.from <= other.from && span.to >= other.to;
