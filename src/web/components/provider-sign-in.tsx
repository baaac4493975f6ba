// The way in where an identity provider decides who one is: one button, and what went wrong the last time.
import { useEffect, useRef, useState } from 'preact/hooks';
import { signInAddress } from '../model/sign-in-words.ts';
import { Logo } from './icon.tsx';

export interface ProviderSignInProps {
  /** The gateway's path that leads to the provider. */
  path: string;
  /** Why one is here again. */
  reason: string | undefined;
  /** Another tab may have signed in meanwhile. */
  onLook: () => void;
}

export function ProviderSignIn({ path, reason, onLook }: ProviderSignInProps) {
  const [busy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => button.current?.focus(), []);

  useEffect(() => {
    const look = () => {
      if (!document.hidden) onLook();
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

  const go = () => {
    setBusy(true);
    const { pathname, search, hash } = location;
    location.assign(signInAddress(path, `${pathname}${search}${hash}`));
  };

  return (
    <main class="sign-in">
      <div class="card">
        <Logo size={44} />
        <h1>ChatK8S</h1>
        <p class="lead">A chat that keeps every message, in one order, for everybody.</p>
        <p id="sign-in-problem" class="problem" role="alert">
          {reason}
        </p>
        <button
          type="button"
          ref={button}
          class="primary"
          disabled={busy}
          aria-describedby="sign-in-problem"
          onClick={go}
        >
          {busy ? 'One moment…' : 'Sign in'}
        </button>
        <p class="small">
          Your organisation’s sign-in says who you are. You come back here right after.
        </p>
      </div>
    </main>
  );
}
