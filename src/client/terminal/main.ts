// The terminal chat: `NAME=ada ROOM=lobby CHAT_URLS=http://127.0.0.1:8080 node src/client/terminal/main.ts`. At a terminal people talk
// (chat.ts); between programs lines are messages, and what is said is JSON (pipe.ts). What it ends with stands in exit-codes.ts.
import { connect } from '../room-client.ts';
import { endSession } from '../session.ts';
import { chatAtTerminal } from './chat.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { chatThroughPipe } from './pipe.ts';
import { readSettings } from './settings.ts';
import { type SignedIn, signIn } from './sign-in.ts';
import { errorWords } from './words.ts';

async function main(): Promise<number> {
  const settings = readSettings(process.env);
  if ('problems' in settings) {
    for (const problem of settings.problems) say(problem);
    return EXIT.settings;
  }
  const { room, urls, follow, past, connectWithinMs } = settings;
  const signal =
    connectWithinMs === undefined ? AbortSignal.abort() : AbortSignal.timeout(connectWithinMs);
  let session: SignedIn;
  try {
    session = await signIn({ ...settings, signal, say });
  } catch (error) {
    say(`${errorWords(error)} (${urls.join(', ')})`);
    const code = exitCodeOf(error);
    if (code === EXIT.notConnected)
      say('Is the chat running? "make run" starts it on this machine.');
    return code;
  }
  const { stdin, stdout } = process;
  const client = connect({ url: urls, token: session.token });
  const isBetweenPrograms = !stdin.isTTY || follow || past !== undefined;
  const input = stdin.isTTY ? undefined : stdin;
  const code = isBetweenPrograms
    ? await chatThroughPipe(client, { room, input, output: stdout, past, follow, say })
    : await chatAtTerminal(client, { room, input: stdin, output: stdout });
  // So that the name is free again; where nobody hears it, when the session ends.
  await endSession(session.url, session.token).catch(() => undefined);
  return code;
}

const say = (text: string) => void process.stderr.write(`chat: ${text}\n`);

process.exitCode = await main();
