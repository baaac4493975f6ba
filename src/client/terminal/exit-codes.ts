// What the program ends with, for scripts: 0 where everything was done, else why not, by the numbers of sysexits.h. docs/TERMINAL.md
// lists them.
import { ChatError, type FailureCode } from '../errors.ts';

export const EXIT = {
  /** Everything is done. */
  done: 0,
  /** Something was not stored. */
  notStored: 1,
  /** The name is not to be had, or the session does not hold. */
  notSignedIn: 67,
  /** No server, or none that answers. */
  notConnected: 69,
  /** Whatever reads what is printed is slower than what is said. */
  tooSlow: 74,
  /** The room is closed to us. */
  notAdmitted: 77,
  /** The environment is wrong. */
  settings: 78,
  /** Ctrl-C: 128 and SIGINT. */
  interrupted: 130,
} as const;

const OF_ERRORS: Partial<Readonly<Record<FailureCode, number>>> = {
  conflict: EXIT.notSignedIn,
  invalid: EXIT.notSignedIn,
  unauthorized: EXIT.notSignedIn,
  forbidden: EXIT.notAdmitted,
  left: EXIT.notAdmitted,
  too_slow: EXIT.tooSlow,
};

/** Of what kept the whole from being done. */
export const exitCodeOf = (error: unknown): number =>
  (error instanceof ChatError ? OF_ERRORS[error.code] : undefined) ?? EXIT.notConnected;
