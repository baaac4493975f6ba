// One deed at a time, from a dialog: what keeps the person waiting, and why it was not done.
import { useRef, useState } from 'preact/hooks';

export interface DeedUnderWay {
  busy: boolean;
  /** In words; said until the next try. */
  problem: string | undefined;
  /** `deed` resolves with why it was not done, or with nothing. */
  run: (deed: () => Promise<string | undefined>, onDone?: () => void) => Promise<void>;
  /** Something is wrong before anything was tried. */
  say: (problem: string | undefined) => void;
}

export function useDeed(): DeedUnderWay {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const under = useRef(false);
  const run: DeedUnderWay['run'] = async (deed, onDone) => {
    // A second press comes before the first one is drawn.
    if (under.current) return;
    under.current = true;
    setBusy(true);
    setProblem(undefined);
    const why = await deed();
    under.current = false;
    setBusy(false);
    setProblem(why);
    if (why === undefined) onDone?.();
  };
  return { busy, problem, run, say: setProblem };
}
