// A press on the name or the picture of whoever said a message leads to what can be done with them.
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { User } from '../../shared/wire/objects.ts';
import type { Row } from '../model/rows.ts';
import { messageOf } from './long-press.ts';

/** One listener for all messages. */
export function usePersonPress(
  list: RefObject<HTMLOListElement | null>,
  rows: readonly Row[],
  onPerson: (user: User) => void,
): void {
  const latest = useRef({ rows, onPerson });
  latest.current = { rows, onPerson };
  useLayoutEffect(() => {
    const box = list.current;
    const press = ({ target }: Event) => {
      if (!(target instanceof Element) || target.closest('.author, .avatar') === null) return;
      const key = messageOf(target)?.dataset['key'];
      const row = latest.current.rows.find((one) => one.key === key);
      if (row?.kind === 'message') latest.current.onPerson(row.user);
    };
    box?.addEventListener('click', press);
    return () => box?.removeEventListener('click', press);
  }, []);
}
