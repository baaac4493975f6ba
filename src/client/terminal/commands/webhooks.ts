// The programs outside that are told what happens in the room: a list with numbers, and what an owner does about one of them.
// Adding one, with the secret that is shown once, is done in the page.
import { goingWords, toldWords } from '../../../chat/webhook/prose.ts';
import { printable } from '../../../shared/printable.ts';
import type { ListedWebhook } from '../../../shared/wire/objects.ts';
import type { TerminalCommand } from '../command.ts';
import { moment } from '../text.ts';
import { cannot } from '../words.ts';

const ACTS: Readonly<Record<string, 'pause' | 'resume' | 'skip' | 'again' | 'revoke'>> = {
  pause: 'pause',
  resume: 'resume',
  skip: 'skip',
  again: 'again',
  remove: 'revoke',
};

export const webhooks: TerminalCommand = {
  name: 'webhooks',
  group: 'this room',
  args: '[act n]',
  help: 'programs outside that are told what happens here',
  more: [
    '/webhooks           those that there are, and how it goes with each',
    '/webhooks pause 2   what happens meanwhile is sent when it goes on: /webhooks resume 2',
    '/webhooks skip 2    does not wait for what fails now: what is behind it is sent',
    '/webhooks again 2   sends again what could not be delivered',
    '/webhooks remove 2  for good; others are added in the page',
  ],
  run: async ({ client, board, screen, give }, argument) => {
    const { current } = board;
    const all = await client.webhooks(current);
    if (argument === '') {
      if (all.length === 0)
        screen.note('no program is told what happens here; one is added in the page');
      for (const [index, one] of all.entries())
        for (const line of linesOf(one, index + 1)) screen.print(line);
      return;
    }
    const [, word = '', digits = ''] = /^(\S+)\s+(\d{1,2})$/.exec(argument) ?? [];
    const act = ACTS[word.toLowerCase()];
    const found = all[Number(digits) - 1];
    if (act === undefined)
      throw cannot(`say what to do with which: ${Object.keys(ACTS).join(', ')}, and its number`);
    if (found === undefined) throw cannot('/webhooks says their numbers');
    const { seq = 0 } = found.failing ?? {};
    if (act === 'skip' && seq === 0) throw cannot('nothing of it waits: there is nothing to skip');
    const which = act === 'skip' ? { seq } : {};
    await give(() => client.webhook(current, { do: act, webhook: found.id, ...which }));
    screen.note(act === 'revoke' ? 'it is removed' : 'done');
  },
};

function linesOf(webhook: ListedWebhook, number: number): string[] {
  const { url, events, by } = webhook;
  const when = (ms: number) => moment(ms);
  return [
    `${String(number).padStart(2)} ${printable(url)}  ${printable(toldWords(events))}, by ${printable(by.name)}`,
    ...goingWords(webhook, { now: Date.now(), when }).map((line) => `   ${printable(line)}`),
  ];
}
