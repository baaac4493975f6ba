// The terminal chat: `NAME=ada ROOM=lobby CHAT_URLS=http://127.0.0.1:8080 node src/client/terminal/main.ts`.
// At a terminal people talk (chat.ts); through a pipe one line is one message (pipe.ts).
// Exit codes: 0 all is well, 1 something was not stored, 78 the environment is wrong (EX_CONFIG).
import { printable } from '../../shared/printable.ts';
import { connect } from '../client.ts';
import { ChatError, roomProblem } from '../errors.ts';
import { createSession, endSession, NameTaken, type NewSession } from '../session.ts';
import { socketUrl } from '../urls.ts';
import { chatAtTerminal } from './chat.ts';
import { postLines } from './pipe.ts';

const EX_CONFIG = 78;

interface Settings {
  name: string;
  room: string;
  urls: string[];
}

/** Every problem at once, each saying what to do. */
function readSettings(env: NodeJS.ProcessEnv): Settings | { problems: string[] } {
  const name = (env['NAME'] ?? '').trim();
  const room = (env['ROOM'] ?? '').trim() || 'lobby';
  const urls = (env['CHAT_URLS'] ?? '').split(/[\s,]+/).filter((url) => url !== '');
  const problems: string[] = [];
  if (name === '') problems.push('NAME is missing: say who you are, e.g. NAME=ada');
  if (name.length > 64) problems.push('NAME is too long: at most 64 characters');
  const wrong = roomProblem(room);
  if (wrong !== undefined) problems.push(`ROOM=${printable(room)}: ${wrong}`);
  if (urls.length === 0) {
    const how = 'start the chat with "make run", then ". .data/env", or set http://host:port';
    problems.push(`CHAT_URLS is missing: ${how}`);
  }
  for (const url of urls) {
    try {
      socketUrl(url);
    } catch (error) {
      problems.push(`CHAT_URLS: ${messageOf(error)}`);
    }
  }
  return problems.length > 0 ? { problems } : { name, room, urls };
}

type SignedIn = NewSession & { url: string };

/** A session of whichever gateway answers first, in the order they are named. */
async function signIn({ name, urls }: Settings): Promise<SignedIn> {
  let failure: unknown;
  for (const url of urls) {
    try {
      return { ...(await takeName(url, name)), url };
    } catch (error) {
      failure = error;
      if (error instanceof ChatError && ['invalid', 'conflict'].includes(error.code)) break;
    }
  }
  throw failure;
}

/** A terminal that was killed left its name behind, and somebody may have it: then one like it is taken, and said. */
async function takeName(url: string, name: string): Promise<NewSession> {
  try {
    return await createSession(url, name);
  } catch (error) {
    if (!(error instanceof NameTaken) || error.suggestion === undefined) throw error;
    say(`“${printable(name)}” is taken: you are “${printable(error.suggestion)}”`);
    return await createSession(url, error.suggestion);
  }
}

async function main(): Promise<number> {
  const settings = readSettings(process.env);
  if ('problems' in settings) {
    for (const problem of settings.problems) say(problem);
    return EX_CONFIG;
  }
  let session: SignedIn;
  try {
    session = await signIn(settings);
  } catch (error) {
    say(`${messageOf(error)} (${settings.urls.join(', ')})`);
    say('Is the chat running? "make run" starts it on this machine.');
    return 1;
  }
  const { token } = session;
  const client = connect({ url: settings.urls, token });
  const { room } = settings;
  const code = process.stdin.isTTY
    ? await chatAtTerminal(client, { room, input: process.stdin, output: process.stdout })
    : await postLines(client, { room, input: process.stdin, output: process.stdout, say });
  // So that the name is free again; where nobody hears it, when the session ends.
  await endSession(session.url, token).catch(() => undefined);
  return code;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const say = (text: string) => void process.stderr.write(`chat: ${text}\n`);

process.exitCode = await main();
