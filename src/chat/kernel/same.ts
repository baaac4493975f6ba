// Whether two types say the same, for the compiler alone: what a schema takes and what a plain type says of it are held to each other.

/** Without the names of what it is made of. */
export type Flat<T> = T extends object ? { [K in keyof T]: Flat<T[K]> } : T;
export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles of `never` alone: the compiler names what else is there. */
export type None<T extends never> = T;
