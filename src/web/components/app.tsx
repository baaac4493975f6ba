// From opening the page to the chat: who is it, is the session good, then in. Invariant: a gateway that does not
// answer never looks like a session that ended; who was here before gets in and waits there.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type AuthMode, endSession, readSession, type Session } from '../../client/session.ts';
import { openBrowserStore } from '../model/browser-store.ts';
import { Chat } from '../model/chat.ts';
import type { Backing } from '../model/keeping.ts';
import { forgetOthers, lastUser, type Memory, openMemory, saveLastUser } from '../model/memory.ts';
import { roomOfHash } from '../model/route.ts';
import { ChatView } from './chat-view.tsx';
import { Logo } from './icon.tsx';
import { SignIn } from './sign-in.tsx';

/** How often an unreachable gateway is asked again, milliseconds. */
const ASK_AGAIN_MS = 3_000;
/** How often a session that is used is asked for, milliseconds, so that it never ends. */
const RENEW_MS = 3_600_000;
/** Where a tab tells the others that somebody signed in or out. */
const USER_CHANNEL = 'chatk8s:user';

type View =
  | { name: 'asking' }
  | { name: 'unreachable' }
  | { name: 'sign-in'; store: Backing; mode: AuthMode; reason?: string }
  | { name: 'chat'; store: Backing; chat: Chat; memory: Memory };

/** Who comes in; before a gateway answered nobody has a role. */
type Entering = Pick<Session, 'user' | 'roles'>;

export function App() {
  const [view, setView] = useState<View>({ name: 'asking' });
  const otherTabs = useRef<BroadcastChannel>(null);
  const open = useRef<Chat>(null);

  const enter = (store: Backing, { user, roles = [] }: Entering) => {
    if (lastUser(store)?.id !== user.id) otherTabs.current?.postMessage(user.id);
    saveLastUser(store, user);
    forgetOthers(store, user.id);
    const memory = openMemory(store, user.id);
    const chat = new Chat({
      url: location.origin,
      user,
      roles,
      memory,
      visible: () => !document.hidden,
      room: roomOfHash(location.hash),
    });
    chat.client.on('state', (change) => {
      // Another tab signed in as somebody else meanwhile: nothing of ours may be shown or sent as theirs.
      if (change.state === 'live' && change.user.id !== user.id) location.reload();
      if (change.state !== 'closed' || change.reason !== 'unauthorized') return;
      chat.save();
      void comeBack(store, user);
    });
    // The cookie says another name from now on.
    chat.client.on('user', (renamed) => {
      saveLastUser(store, renamed);
      void readSession(location.origin);
    });
    open.current = chat;
    setView({ name: 'chat', store, chat, memory });
  };

  /** A session that ended a short while ago goes on; any other one is asked for. */
  const comeBack = async (store: Backing, user: Entering['user']) => {
    const answer = await readSession(location.origin);
    if (answer.status === 'known' && answer.session.user.id === user.id) {
      return enter(store, answer.session);
    }
    const mode = answer.status === 'unreachable' ? 'guest' : answer.mode;
    setView({
      name: 'sign-in',
      store,
      mode,
      reason: 'Your session has ended. Sign in again.',
    });
  };

  useEffect(() => {
    if (view.name !== 'chat') return;
    const timer = setInterval(() => void readSession(location.origin), RENEW_MS);
    return () => clearInterval(timer);
  }, [view.name]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const opening = openBrowserStore();
    const ask = async () => {
      const [answer, store] = await Promise.all([readSession(location.origin), opening]);
      if (answer.status === 'known') return enter(store, answer.session);
      if (answer.status === 'unknown')
        return setView({ name: 'sign-in', store, mode: answer.mode });
      const before = lastUser(store);
      if (before !== undefined) return enter(store, { user: before });
      setView({ name: 'unreachable' });
      timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    };
    void ask();
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

  const signOut = async (store: Backing, chat: Chat, memory: Memory) => {
    const waiting = chat.client.pending().length;
    const question = `${waiting} of your messages are not sent yet and would be lost. Sign out all the same?`;
    if (waiting > 0 && !confirm(question)) return;
    try {
      await endSession(location.origin);
    } catch {
      chat.say('Signing out needs a connection. Try again when you are back.');
      return;
    }
    chat.stop();
    memory.clear();
    saveLastUser(store, undefined);
    otherTabs.current?.postMessage(undefined);
    location.hash = '';
    setView({ name: 'sign-in', store, mode: 'guest' });
  };

  switch (view.name) {
    case 'asking':
      return <main class="sign-in" aria-busy="true" />;
    case 'unreachable':
      return (
        <main class="sign-in">
          <div class="plain" role="status">
            <Logo size={44} />
            <h1>The chat cannot be reached</h1>
            <p class="lead">
              It is asked again every few seconds. There is nothing you need to do.
            </p>
          </div>
        </main>
      );
    case 'sign-in':
      return (
        <SignIn
          mode={view.mode}
          reason={view.reason}
          onSignedIn={(session) => enter(view.store, session)}
        />
      );
    default: {
      const { store, chat, memory } = view;
      return (
        <ChatView chat={chat} memory={memory} onSignOut={() => void signOut(store, chat, memory)} />
      );
    }
  }
}
