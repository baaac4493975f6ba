// Leads to one message, once it is there: it comes to the middle, takes the focus, lights up for a moment,
// and stays marked while a stretch of the past is shown (message.css).
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Jump } from '../model/chat-state.ts';
import type { Row } from '../model/rows.ts';
import type { ListWindow } from './list-window.ts';

const LIT_MS = 1_600;

export interface JumpOptions {
  jump: Jump | undefined;
  rows: readonly Row[];
  window: ListWindow;
  done: () => void;
}

export function useJump(
  list: RefObject<HTMLElement | null>,
  { jump, rows, window, done }: JumpOptions,
) {
  const sought = useRef<number>(undefined);
  useEffect(() => {
    const row = jump && rows.find((one) => one.kind === 'message' && one.seq === jump.seq);
    if (!row) return;
    const onDrawn = (message: HTMLElement) => {
      message.focus({ preventScroll: true });
      delete list.current?.querySelector<HTMLElement>('[data-sought]')?.dataset['sought'];
      sought.current = jump.seq;
      message.dataset['sought'] = '';
      message.dataset['lit'] = '';
      setTimeout(() => delete message.dataset['lit'], LIT_MS);
    };
    window.toRow(row.key, { onDrawn });
    done();
  });
  /** To be called whenever others are drawn: it may be among them, when one scrolls back to it. */
  const markSought = () => {
    if (sought.current === undefined) return;
    const message = list.current?.querySelector<HTMLElement>(`[data-seq="${sought.current}"]`);
    if (message) message.dataset['sought'] = '';
  };
  return { markSought };
}
