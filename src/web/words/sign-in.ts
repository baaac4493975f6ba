// What is said at the door: who one is, how one comes in, and why one is here again.

export const SIGN_IN_WORDS = {
  title: 'ChatK8S',
  lead: 'A chat that keeps every message, in one order, for everybody.',
  /** Where guests choose a name. */
  guest: {
    label: 'Your name',
    example: 'Ada',
    missing: 'Choose a name first.',
  },
  /** Where one hands in what the organisation gave one. */
  token: {
    label: 'Your access token',
    example: '',
    missing: 'Paste your access token first.',
  },
  tokenHint:
    'This chat uses your organisation’s sign-in. You get the token there; you are asked for it once.',
  enter: 'Enter the chat',
  signIn: 'Sign in',
  providerHint: 'Your organisation’s sign-in says who you are. You come back here right after.',
  unreachable: 'The chat cannot be reached right now. Try again in a moment.',
  busy: 'One moment…',
} as const;

export const SESSION_WORDS = {
  unreachable: 'The chat cannot be reached',
  unreachableLead: 'It is asked again every few seconds. There is nothing you need to do.',
  ended: 'Your session has ended. Sign in again.',
  endedAndKept: 'Your session has ended. Sign in again to go on: what you wrote is kept.',
  /** Signed out here, and not where the organisation signs people in. */
  hereOnly:
    'You are signed out here. Your organisation’s sign-in could not be reached: on a computer that others use, sign out there, too.',
  leaveUnsent: (count: number) =>
    count === 1
      ? 'One of your messages is not sent yet and would be lost. Sign out all the same?'
      : `${count} of your messages are not sent yet and would be lost. Sign out all the same?`,
  notSignedOut: 'You are not signed out: that did not work just now. Try again in a moment.',
  offline: 'Signing out needs a connection. Try again when you are back.',
} as const;

/** What became of signing in where the organisation does it, by what a gateway calls that. */
export const OUTCOME_WORDS = {
  of: new Map<string, string>([
    [
      'denied',
      'Your organisation’s sign-in did not let you in, or it was cancelled. Sign in again, or ask whoever looks after this chat.',
    ],
    ['stale', 'This sign-in took too long, or was begun elsewhere. Sign in again.'],
    [
      'unreachable',
      'Your organisation’s sign-in cannot be reached right now. Try again in a moment.',
    ],
    ['busy', 'Many people are signing in right now. Try again in a minute.'],
    [
      'too-large',
      'Your organisation’s sign-in says more about you than a browser can keep. Tell whoever looks after this chat.',
    ],
  ]),
  other:
    'Signing in did not work. Try again, and if it stays like this, tell whoever looks after this chat.',
} as const;
