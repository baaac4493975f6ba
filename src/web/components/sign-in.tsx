// The way in: a name where guests may choose one, a token where an identity provider decides.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ChatError } from '../../client/errors.ts';
import { type AuthMode, adoptToken, createSession, type Session } from '../../client/session.ts';
import { Logo } from './icon.tsx';

const NAME_MAX = 64;

export interface SignInProps {
  mode: AuthMode;
  /** Why one is here again. */
  reason: string | undefined;
  onSignedIn: (session: Session) => void;
}

export function SignIn({ mode, reason, onSignedIn }: SignInProps) {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState(reason);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const guest = mode === 'guest';

  useEffect(() => field.current?.focus(), []);

  const signIn = async (event: Event) => {
    event.preventDefault();
    const value = typed.trim();
    if (value === '') {
      setProblem(guest ? 'Choose a name first.' : 'Paste your access token first.');
      field.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      const { origin } = location;
      onSignedIn(guest ? await createSession(origin, value) : await adoptToken(origin, value));
    } catch (error) {
      setProblem(error instanceof ChatError ? error.message : 'Something went wrong. Try again.');
      setBusy(false);
      field.current?.focus();
    }
  };

  return (
    <main class="sign-in">
      <form onSubmit={signIn} noValidate>
        <Logo size={44} />
        <h1>ChatK8S</h1>
        <p class="lead">A chat that keeps every message, in one order, for everybody.</p>
        <label for="sign-in-field">{guest ? 'Your name' : 'Your access token'}</label>
        <input
          id="sign-in-field"
          ref={field}
          {...(guest ? { type: 'text' } : { type: 'password' })}
          value={typed}
          maxLength={guest ? NAME_MAX : undefined}
          autocomplete={guest ? 'nickname' : 'off'}
          placeholder={guest ? 'Ada' : ''}
          aria-invalid={problem !== undefined}
          aria-describedby="sign-in-problem"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <p id="sign-in-problem" class="problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="primary" disabled={busy}>
          {busy ? 'One moment…' : 'Enter the chat'}
        </button>
        {!guest && (
          <p class="small">
            This chat uses your organisation’s sign-in. The token comes from there; it is handed
            over once and kept out of reach of scripts.
          </p>
        )}
      </form>
    </main>
  );
}
