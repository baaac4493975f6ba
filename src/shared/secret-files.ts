// A secret may stand in a file: NAME_FILE names it, for a file shows in no listing of a process's environment.
// Only secrets are read so: NATS_CA_FILE and its like are paths that a program opens itself.
import { readFileSync } from 'node:fs';

const SECRET_FILE = /^(\w*(?:PASSWORD|SECRET|DATABASE_URL))_FILE$/;

/** What is set, with each NAME_FILE read as NAME, and by NAME the problem of each that could not be read. */
export function withSecretFiles(set: NodeJS.ProcessEnv) {
  const given = { ...set };
  const unread = new Map<string, string>();
  for (const [variable, path = ''] of Object.entries(set)) {
    const name = SECRET_FILE.exec(variable)?.[1];
    if (name === undefined) continue;
    if (set[name] !== undefined) {
      unread.set(name, `${variable} and ${name} are both set: only one may be`);
      continue;
    }
    const text = contentOf(path);
    if (text === undefined) unread.set(name, `${variable} names a file that cannot be read`);
    else if (text === '') unread.set(name, `${variable} names an empty file`);
    else given[name] = text;
  }
  return { given, unread };
}

/** Without the line end that editors and echo leave. */
function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}
