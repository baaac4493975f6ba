// A question in place of the button that asked for it, before something is done that cannot simply be taken back. Invariant: the
// focus is at No while it is asked, and after No where it was.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export function useQuestion() {
  const [asks, setAsks] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const no = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);
  useLayoutEffect(() => {
    if (asks) no.current?.focus();
    else if (asked.current) opener.current?.focus();
    asked.current = asks;
  }, [asks]);
  return {
    asks,
    /** Of the button that asks. */
    opener: { ref: opener, onClick: () => setAsks(true) },
    no: { ref: no, onClick: () => setAsks(false) },
  };
}
