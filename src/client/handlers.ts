// A table from type to handler, for unions that grow: a type without a handler does not compile.

export type Handlers<Of extends { type: string }> = {
  readonly [Type in Of['type']]: (one: Extract<Of, { type: Type }>, now: number) => void;
};

/** Hands `one` to the handler of its type. Of a type that the compiler has not seen, a newer server's say, nothing comes. */
export function dispatch<Of extends { type: string }>(
  handlers: Handlers<Of>,
  one: Of,
  now: number,
): void {
  if (!Object.hasOwn(handlers, one.type)) return;
  const handle = handlers[one.type as Of['type']] as (one: Of, now: number) => void;
  handle(one, now);
}
