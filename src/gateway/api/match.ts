// Which route a request is for, by its path and its method. Pure.
import type { AnyRoute, Method } from './route.ts';

export type Match =
  | { route: AnyRoute; path: Readonly<Record<string, string>> }
  /** The path is there, with other methods. */
  | { allowed: readonly string[] }
  | undefined;

export type Matcher = (method: string, path: string) => Match;

interface Pattern {
  route: AnyRoute;
  parts: readonly string[];
}

/** Where two fit, what is written first comes first. */
export function createMatcher(routes: readonly AnyRoute[]): Matcher {
  const patterns: Pattern[] = routes.map((route) => ({ route, parts: route.path.split('/') }));
  return (method, path) => {
    const parts = path.split('/');
    const here = patterns.flatMap(({ route, parts: pattern }) => {
      const places = placesOf(pattern, parts);
      return places === undefined ? [] : [{ route, path: places }];
    });
    if (here.length === 0) return undefined;
    // A HEAD is a GET whose body is not sent; of what goes on there would be no end.
    const found = here.find(
      ({ route }) =>
        route.method === method ||
        (method === 'HEAD' && route.method === 'GET' && route.isStream !== true),
    );
    return found ?? { allowed: [...new Set(here.map(({ route }) => route.method as Method))] };
  };
}

function placesOf(
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const places: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const name = /^\{(\w+)\}$/.exec(pattern[at] ?? '')?.[1];
    if (name === undefined) {
      if (pattern[at] !== part) return undefined;
      continue;
    }
    const text = decoded(part);
    if (text === undefined || text === '') return undefined;
    places[name] = text;
  }
  return places;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    // No percent-encoding: a path of nobody's.
    return undefined;
  }
}
