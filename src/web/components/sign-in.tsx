// The way in: a name where guests may choose one, a token where an identity provider decides.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type AuthMode, adoptToken, createSession, type Session } from '../../client/session.ts';
import { faultWords } from '../model/refusal-words.ts';
import { SIGN_IN_WORDS } from '../words/sign-in.ts';
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
  const words = SIGN_IN_WORDS[guest ? 'guest' : 'token'];

  useEffect(() => field.current?.focus(), []);

  const signIn = async (event: Event) => {
    event.preventDefault();
    const value = typed.trim();
    if (value === '') {
      setProblem(words.missing);
      field.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      const { origin } = location;
      onSignedIn(guest ? await createSession(origin, value) : await adoptToken(origin, value));
    } catch (error) {
      setProblem(faultWords(error));
      setBusy(false);
      field.current?.focus();
    }
  };

  return (
    <main class="sign-in">
      <form onSubmit={signIn} noValidate>
        <Logo size={44} />
        <h1>{SIGN_IN_WORDS.title}</h1>
        <p class="lead">{SIGN_IN_WORDS.lead}</p>
        <label for="sign-in-field">{words.label}</label>
        <input
          id="sign-in-field"
          ref={field}
          {...(guest ? { type: 'text' } : { type: 'password' })}
          value={typed}
          maxLength={guest ? NAME_MAX : undefined}
          autocomplete={guest ? 'nickname' : 'off'}
          placeholder={words.example}
          aria-invalid={problem !== undefined}
          aria-describedby="sign-in-problem"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <p id="sign-in-problem" class="problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="primary" disabled={busy}>
          {busy ? SIGN_IN_WORDS.busy : SIGN_IN_WORDS.enter}
        </button>
        {!guest && <p class="small">{SIGN_IN_WORDS.tokenHint}</p>}
      </form>
    </main>
  );
}
