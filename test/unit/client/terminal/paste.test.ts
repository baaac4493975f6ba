import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { ChatClient } from '../../../../src/client/client.ts';
import { chatAtTerminal } from '../../../../src/client/terminal/chat.ts';
import { pasteAsText, withLineBreaks } from '../../../../src/client/terminal/paste.ts';
import { emulator } from './emulator.ts';

const paste = (text: string) => `\u001b[200~${text}\u001b[201~`;
const CTRL_C = '\u0003';

/** What comes of it; the marks themselves are keys that do nothing. */
async function through(...reads: (string | Buffer)[]): Promise<string> {
  const filter = pasteAsText();
  for (const read of reads) filter.write(read);
  filter.end();
  const marks = [paste('').slice(0, 6), paste('').slice(6)];
  const out = marks.reduce((all, mark) => all.replaceAll(mark, ''), await text(filter));
  return withLineBreaks(out);
}

describe('pasted text', () => {
  it('keeps its line breaks, whichever they are', async () => {
    assert.equal(await through(paste('a\nb\r\nc\rd')), 'a\nb\nc\nd');
  });

  it('is the same wherever a read ends', async () => {
    const bytes = Buffer.from(`x${paste('é\r\n漢')}y\u001b[Az\r`);
    for (let at = 1; at < bytes.length; at += 1) {
      const whole = await through(bytes.subarray(0, at), bytes.subarray(at));
      assert.equal(whole, 'xé\n漢y\u001b[Az\r', `cut at ${at}`);
    }
  });

  it('presses no keys: its control characters are dropped, tabs stay', async () => {
    assert.equal(await through(paste(`a${CTRL_C}b\u001b[2Jc\u009bd\u0015\te`)), 'ab[2Jcd\te');
  });

  it('ends where the terminal says; keys are keys before and after it', async () => {
    const typed = `a\r${paste('b')}${CTRL_C}${paste('c\n')}\r`;
    assert.equal(await through(typed), `a\rb${CTRL_C}c\n\r`);
  });

  it('does not hold back the Escape key', async () => {
    assert.equal(await through('\u001b'), '\u001b');
  });

  it('is cut where no message is that long, and the next one is whole', async () => {
    const typed = await through(paste('x'.repeat(100_000)), paste('whole'));
    assert.ok(typed.length < 20_000 && typed.length > 4096);
    assert.ok(typed.endsWith('xwhole'));
  });
});

describe('a block pasted into the terminal chat', () => {
  const sit = (isTTY: boolean) => {
    const posted: string[] = [];
    const client = {
      on: () => () => undefined,
      join: async () => undefined,
      post: (_room: string, text: string) => posted.push(text),
      typing: () => undefined,
      pending: () => [],
      close: () => undefined,
      rooms: ['lobby'],
      state: 'live',
    } as unknown as ChatClient;
    const [input, output] = [new PassThrough(), Object.assign(emulator(80), { isTTY })];
    const ended = chatAtTerminal(client, { room: 'lobby', input, output });
    const press = async (keys: string) => {
      input.write(keys);
      for (let i = 0; i < 5; i += 1) await turn();
    };
    return { posted, press, output, ended };
  };

  it('is one message, sent when Enter is pressed, as it was pasted', async () => {
    const { posted, press, ended, output } = sit(true);
    await press(`see: ${paste('Error: boom\n  at first\n  at second\n')}`);
    assert.deepEqual(posted, []);
    await press('\r');
    assert.deepEqual(posted, ['see: Error: boom\n  at first\n  at second']);
    assert.ok(!output.rows().some((row) => row.includes('boom')), 'taken away when it is sent');
    await press(CTRL_C);
    assert.equal(await ended, 0);
  });

  it('is marked by the terminal from the start to the end of the chat', async () => {
    const { press, output, ended } = sit(true);
    assert.deepEqual([...output.modes], ['?2004']);
    await press(CTRL_C);
    await ended;
    assert.deepEqual([...output.modes], []);
  });

  describe('around a stop with Ctrl-Z', () => {
    const { kill } = process;
    afterEach(() => {
      process.kill = kill;
    });

    it('is left to the shell meanwhile, and marked again, and keys are read again', async () => {
      const { posted, press, output, ended } = sit(true);
      const stopped: [signal: unknown, modes: string[]][] = [];
      process.kill = (_pid, signal) => {
        stopped.push([signal, [...output.modes]]);
        return true;
      };
      const listeners = process.listenerCount('SIGCONT');
      await press('half a ');
      await press('\u001a');
      assert.deepEqual(stopped, [['SIGTSTP', []]]);
      process.emit('SIGCONT');
      assert.deepEqual([...output.modes], ['?2004']);
      await press(`thought${paste(' more')}\r`);
      assert.deepEqual(posted, ['half a thought more']);
      assert.equal(process.listenerCount('SIGCONT'), listeners);
      await press(CTRL_C);
      await ended;
      assert.equal(process.listenerCount('SIGCONT'), listeners - 1, 'nothing listens any more');
    });

    it('or with a signal from elsewhere is marked again, too', async () => {
      const { press, output, ended } = sit(true);
      output.write('\u001b[?2004l');
      process.emit('SIGCONT');
      assert.deepEqual([...output.modes], ['?2004']);
      await press(CTRL_C);
      await ended;
    });
  });

  it('asks nothing of an output that is no terminal', async () => {
    const { press, output, ended } = sit(false);
    assert.deepEqual([...output.modes], []);
    await press(CTRL_C);
    await ended;
  });
});
