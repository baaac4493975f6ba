// The rows of a room that are drawn, with holes where the others would be. Whoever scrolls has these drawn again and nothing else of the
// room. Which they are, and where they stand, is list-window.ts: a hole is of class `gap`, anything else is one row.
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer } from 'preact/hooks';
import type { Row } from '../model/rows.ts';
import { momentOf } from '../model/time.ts';
import { OPEN_ROOM_WORDS } from '../words/open-room.ts';
import { DayLine } from './day-line.tsx';
import type { ListWindow } from './list-window.ts';
import { memo } from './memo.ts';
import { Message } from './message.tsx';
import type { MessageDeeds } from './message-deeds.ts';

export interface RowsProps {
  rows: readonly Row[];
  window: ListWindow;
  /** Rows that are drawn wherever they stand. */
  kept: ReadonlySet<string>;
  /** Whether the list's end is the live one. */
  follows: boolean;
  deeds: MessageDeeds;
  list: RefObject<HTMLOListElement | null>;
  /** A day was pressed, to go to another one. */
  onDays: (anchor: HTMLElement) => void;
  /** Others are drawn than before. */
  onDrawn: () => void;
}

export function Rows(props: RowsProps) {
  const { rows, window, kept, follows, deeds, list, onDays, onDrawn } = props;
  const [, draw] = useReducer((times: number) => times + 1, 0);
  const pieces = window.pieces(rows, kept, follows);
  useLayoutEffect(() => window.drawnBy(() => draw(undefined)), [window]);
  useLayoutEffect(() => {
    window.settle();
    onDrawn();
  });
  return (
    <ol ref={list} aria-describedby="message-keys">
      {pieces.flatMap(({ gap, from, to }, index) => [
        gap > 0 && (
          <li key={`gap/${index}`} class="gap" aria-hidden="true" style={{ height: `${gap}px` }} />
        ),
        ...rows.slice(from, to).map((row) => <RowItem key={row.key} {...{ row, deeds, onDays }} />),
      ])}
    </ol>
  );
}

type RowItemProps = Pick<RowsProps, 'deeds' | 'onDays'> & { row: Row };

/** Drawn again only for another row: what says the same is the same one (model/rows.ts), and a long room stays quick. */
const RowItem = memo(drawnRow, (before, after) => before.row === after.row);

function drawnRow({ row, deeds, onDays }: RowItemProps) {
  switch (row.kind) {
    case 'day':
      return <DayLine at={row.at} onOpen={onDays} />;
    case 'new':
      return (
        <li class={row.more ? 'new-line more' : 'new-line'}>
          <span>{row.more ? OPEN_ROOM_WORDS.newAndMore : OPEN_ROOM_WORDS.isNew}</span>
        </li>
      );
    case 'notice':
      return (
        <li class="notice-line" title={momentOf(row.at)}>
          <span>{row.text}</span>
        </li>
      );
    default:
      return <Message row={row} deeds={deeds} />;
  }
}
