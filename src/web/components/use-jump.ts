// Leads to one message, once it is there: it comes to the middle, takes the focus, and lights up for a moment.
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

const LIT_MS = 1_600;

export interface Jump {
  /** The sequence of the message. Another object is another jump, to the same one as well. */
  seq: number;
}

export function useJump(
  list: RefObject<HTMLElement | null>,
  jump: Jump | undefined,
  done: () => void,
) {
  useEffect(() => {
    const message =
      jump && list.current?.querySelector<HTMLElement>(`.message[data-seq="${jump.seq}"]`);
    if (!message) return;
    message.scrollIntoView({ block: 'center' });
    message.focus({ preventScroll: true });
    message.dataset['lit'] = '';
    setTimeout(() => delete message.dataset['lit'], LIT_MS);
    done();
  });
}
