// The way in where an identity provider decides who one is: one button, and what went wrong the last time.
// Invariant: a press that leads nowhere (no network, no answer, the browser's Stop) leaves one here, with the button.
import { useEffect, useRef, useState } from 'preact/hooks';
import { signInAddress } from '../model/sign-in-words.ts';
import { SIGN_IN_WORDS } from '../words/sign-in.ts';
import { Logo } from './icon.tsx';

export interface ProviderSignInProps {
  /** The gateway's path that leads to the provider. */
  path: string;
  /** Why one is here again. */
  reason: string | undefined;
  /** The browser is on its way to the provider already, to sign out there. */
  isLeaving: boolean;
  /** Another tab may have signed in meanwhile: then one is in. `away`: no gateway answers. */
  onLook: () => Promise<'in' | 'out' | 'away'>;
}

/** Longer than a gateway waits for the provider before it sends one there, milliseconds. */
const LEAVE_WITHIN_MS = 8_000;

export function ProviderSignIn({ path, reason, isLeaving, onLook }: ProviderSignInProps) {
  const [busy, setBusy] = useState(isLeaving);
  const [problem, setProblem] = useState(reason);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => button.current?.focus(), []);

  useEffect(() => {
    const look = () => {
      if (!document.hidden) void onLook();
    };
    // Who came back from the provider by "back" finds the page as they left it.
    const back = ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      setBusy(false);
      look();
    };
    document.addEventListener('visibilitychange', look);
    addEventListener('pageshow', back);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pageshow', back);
    };
  }, [onLook]);

  // Whoever is still here then is not on their way.
  useEffect(() => {
    if (!busy) return;
    const timer = setTimeout(() => setBusy(false), LEAVE_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [busy]);

  const go = async () => {
    setBusy(true);
    setProblem(undefined);
    const found = await onLook();
    if (found === 'in') return;
    if (found === 'away') {
      setProblem(SIGN_IN_WORDS.unreachable);
      return setBusy(false);
    }
    const { pathname, search, hash } = location;
    location.assign(signInAddress(path, `${pathname}${search}${hash}`));
  };

  return (
    <main class="sign-in">
      <div class="card">
        <Logo size={44} />
        <h1>{SIGN_IN_WORDS.title}</h1>
        <p class="lead">{SIGN_IN_WORDS.lead}</p>
        <p id="sign-in-problem" class="problem" role="alert">
          {problem}
        </p>
        <button
          type="button"
          ref={button}
          class="primary"
          disabled={busy}
          aria-describedby="sign-in-problem"
          onClick={go}
        >
          {busy ? SIGN_IN_WORDS.busy : SIGN_IN_WORDS.signIn}
        </button>
        <p class="small">{SIGN_IN_WORDS.providerHint}</p>
      </div>
    </main>
  );
}
