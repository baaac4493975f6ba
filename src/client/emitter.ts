// Typed events. Invariant: a handler that throws neither stops the others nor the client behind them.

/** Out of our way, for its owner to see: in a browser's console, in Node as the end of the process. */
export function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Does what belongs to somebody else, and goes on without it where it throws: `onError` is told. */
export function tryTo<T>(
  work: () => T,
  onError: (error: unknown) => void = throwLater,
): T | undefined {
  try {
    return work();
  } catch (error) {
    try {
      onError(error);
    } catch (another) {
      throwLater(another);
    }
    return undefined;
  }
}

export class Emitter<Events extends object> {
  readonly #handlers = new Map<keyof Events, Set<(payload: never) => void>>();
  readonly #onError: ((error: unknown) => void) | undefined;

  /** `onError`: is told what a handler threw; without one it is thrown where nobody catches it. */
  constructor(onError?: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Calls `handler` for every `name` from now on. Returns the function that ends this. */
  on<Name extends keyof Events>(name: Name, handler: (payload: Events[Name]) => void): () => void {
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers);
    handlers.add(handler);
    return () => {
      handlers.delete(handler);
    };
  }

  protected emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const handler of [...(this.#handlers.get(name) ?? [])]) {
      tryTo(() => (handler as (payload: Events[Name]) => void)(payload), this.#onError);
    }
  }
}
