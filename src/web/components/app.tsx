// From opening the page to the chat: who is it, is the session good, then in. Invariant: a gateway that does not
// answer never looks like a session that ended; who was here before gets in and waits there.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ChatError } from '../../client/errors.ts';
import {
  type Ended,
  endSession,
  readSession,
  type Session,
  type SessionState,
  type WayIn,
} from '../../client/session.ts';
import type { BrowserMemory } from '../model/browser-memory.ts';
import { Chat } from '../model/chat.ts';
import { firstSession, PageSocket } from '../model/early.ts';
import type { Memory } from '../model/memory.ts';
import { roomOfHash } from '../model/route.ts';
import { SessionKeeper } from '../model/session-keeper.ts';
import { signInWords, withoutSignIn } from '../model/sign-in-words.ts';
import { SESSION_WORDS } from '../words/sign-in.ts';
import { ChatView } from './chat-view.tsx';
import { Logo } from './icon.tsx';
import { endPicture } from './picture-place.ts';
import { ProviderSignIn } from './provider-sign-in.tsx';
import { SignIn } from './sign-in.tsx';

/** How often an unreachable gateway is asked again, milliseconds. */
const ASK_AGAIN_MS = 3_000;
/** Where a tab tells the others that somebody signed in or out. */
const USER_CHANNEL = 'chatk8s:user';

type View =
  | { name: 'asking' }
  | { name: 'unreachable' }
  /** `isLeaving`: the browser goes to the provider, to sign out there. */
  | { name: 'sign-in'; browser: BrowserMemory; reason: string | undefined; isLeaving?: true }
  | { name: 'chat'; browser: BrowserMemory; chat: Chat; memory: Memory };

/** How a sign-in went, said once. */
function takeSignInWords(): string | undefined {
  const { pathname, search, hash } = location;
  const words = signInWords(search);
  if (words !== undefined) {
    history.replaceState(null, '', `${pathname}${withoutSignIn(search)}${hash}`);
  }
  return words;
}

/** Who comes in; before a gateway answered nobody has a role. */
type Entering = Pick<Session, 'user' | 'roles'>;

export function App({ opening }: { opening: Promise<BrowserMemory> }) {
  const [view, setView] = useState<View>({ name: 'asking' });
  const otherTabs = useRef<BroadcastChannel>(null);
  const open = useRef<Chat>(null);
  /** As a gateway said last. */
  const wayIn = useRef<WayIn>({ mode: 'guest' });

  const ask = async (asked: typeof firstSession = readSession): Promise<SessionState> => {
    const answer = await asked(location.origin);
    if (answer.status !== 'unreachable') wayIn.current = answer;
    return answer;
  };

  const enter = (browser: BrowserMemory, { user, roles = [] }: Entering, answer?: SessionState) => {
    const keeper = new SessionKeeper({
      ask: () => ask(),
      onAnswer: (said) =>
        chat.providerIs(said.status !== 'unknown' && said.provider === 'unreachable'),
    });
    if (browser.lastUser?.id !== user.id) otherTabs.current?.postMessage(user.id);
    browser.saveLastUser(user);
    browser.forgetOthers(user.id);
    const memory = browser.of(user.id);
    const chat = new Chat({
      url: location.origin,
      user,
      roles,
      renew: keeper.renew,
      WebSocket: PageSocket,
      memory,
      visible: () => !document.hidden,
      room: roomOfHash(location.hash),
    });
    chat.client.on('state', (change) => {
      // Another tab signed in as somebody else meanwhile: nothing of ours may be shown or sent as theirs.
      if (change.state === 'live' && change.user.id !== user.id) location.reload();
      if (change.state !== 'closed') return;
      keeper.stop();
      if (change.reason !== 'unauthorized') return;
      chat.save();
      void comeBack(browser, user);
    });
    // The cookie says another name from now on.
    chat.client.on('user', (renamed) => {
      browser.saveLastUser(renamed);
      void readSession(location.origin);
    });
    if (answer !== undefined) keeper.heard(answer);
    open.current = chat;
    setView({ name: 'chat', browser, chat, memory });
  };

  /** A session that ended a short while ago goes on; any other one is asked for. */
  const comeBack = async (browser: BrowserMemory, user: Entering['user']) => {
    open.current = null;
    const answer = await ask();
    if (answer.status === 'known' && answer.session.user.id === user.id) {
      return enter(browser, answer.session, answer);
    }
    // A guest is somebody else from then on.
    const { signIn } = wayIn.current;
    setView({
      name: 'sign-in',
      browser,
      reason: signIn === undefined ? SESSION_WORDS.ended : SESSION_WORDS.endedAndKept,
    });
  };

  /** Another tab may have signed in. */
  const look = async (browser: BrowserMemory): Promise<'in' | 'out' | 'away'> => {
    const answer = await ask();
    // Who looks twice is in once.
    if (open.current !== null) return 'in';
    if (answer.status === 'known') {
      enter(browser, answer.session, answer);
      return 'in';
    }
    // A gateway whose provider does not answer says so itself, to whoever wants to sign in.
    const isAway = answer.status === 'unreachable' && answer.provider === undefined;
    return isAway ? 'away' : 'out';
  };

  // At once: what was asked for early may have come.
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const words = takeSignInWords();
    const begin = async () => {
      const [answer, browser] = await Promise.all([ask(firstSession), opening]);
      if (answer.status === 'known') return enter(browser, answer.session, answer);
      const before = browser.lastUser;
      if (answer.status === 'unknown') {
        // Who was here and did not sign out has drafts and messages waiting.
        const isBack = before !== undefined && answer.signIn !== undefined;
        return setView({
          name: 'sign-in',
          browser,
          reason: words ?? (isBack ? SESSION_WORDS.endedAndKept : undefined),
        });
      }
      if (before !== undefined) return enter(browser, { user: before }, answer);
      setView({ name: 'unreachable' });
      timer = setTimeout(() => void begin(), ASK_AGAIN_MS);
    };
    void begin();
    const channel = new BroadcastChannel(USER_CHANNEL);
    channel.onmessage = () => {
      // Whoever signed out there is not written down again here.
      open.current?.stop();
      location.reload();
    };
    otherTabs.current = channel;
    return () => {
      clearTimeout(timer);
      channel.close();
    };
  }, []);

  const isOutside = view.name === 'sign-in' || view.name === 'unreachable';
  useLayoutEffect(() => {
    if (isOutside) endPicture();
  }, [isOutside]);

  const signOut = async (browser: BrowserMemory, chat: Chat, memory: Memory) => {
    const waiting = chat.client.pending().length;
    if (waiting > 0 && !confirm(SESSION_WORDS.leaveUnsent(waiting))) return;
    let ended: Ended;
    try {
      ended = await endSession(location.origin);
    } catch (error) {
      const isAway = error instanceof ChatError && error.code === 'unreachable';
      chat.say(isAway ? SESSION_WORDS.offline : SESSION_WORDS.notSignedOut);
      return;
    }
    chat.stop();
    open.current = null;
    memory.clear();
    browser.saveLastUser(undefined);
    otherTabs.current?.postMessage(undefined);
    location.hash = '';
    const { signOutUrl, provider } = ended;
    const isLeaving = signOutUrl !== undefined && ({ isLeaving: true } as const);
    // Whatever becomes of the way to the provider, nothing of the person is on the screen, nor comes back by "back".
    setView({ name: 'sign-in', browser, reason: provider && SESSION_WORDS.hereOnly, ...isLeaving });
    // It sends the browser back here, where nobody signs in but by the button.
    if (signOutUrl !== undefined) location.assign(signOutUrl);
  };

  switch (view.name) {
    case 'asking':
      return <main class="sign-in" aria-busy="true" />;
    case 'unreachable':
      return (
        <main class="sign-in">
          <div class="plain" role="status">
            <Logo size={44} />
            <h1>{SESSION_WORDS.unreachable}</h1>
            <p class="lead">{SESSION_WORDS.unreachableLead}</p>
          </div>
        </main>
      );
    case 'sign-in': {
      const { browser, reason, isLeaving = false } = view;
      const { mode, signIn } = wayIn.current;
      if (signIn !== undefined) {
        const onLook = () => look(browser);
        return <ProviderSignIn path={signIn} {...{ reason, isLeaving, onLook }} />;
      }
      return (
        <SignIn mode={mode} reason={reason} onSignedIn={(session) => enter(browser, session)} />
      );
    }
    default: {
      const { browser, chat, memory } = view;
      return (
        <ChatView
          chat={chat}
          memory={memory}
          onSignOut={() => void signOut(browser, chat, memory)}
        />
      );
    }
  }
}
