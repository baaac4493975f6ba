// Leads to one message, once it is there: it comes to the middle, takes the focus, lights up for a moment,
// and stays marked while a stretch of the past is shown (message.css).
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Jump } from '../model/chat-state.ts';

const LIT_MS = 1_600;

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
    for (const before of list.current?.querySelectorAll<HTMLElement>('[data-sought]') ?? []) {
      delete before.dataset['sought'];
    }
    message.dataset['sought'] = '';
    message.dataset['lit'] = '';
    setTimeout(() => delete message.dataset['lit'], LIT_MS);
    done();
  });
}
