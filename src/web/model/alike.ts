/** Whether two objects have the same fields, each with the same value. */
export const isAlike = <T extends object>(a: T, b: T): boolean =>
  a === b ||
  (Object.keys({ ...a, ...b }) as (keyof T)[]).every((field) => Object.is(a[field], b[field]));
