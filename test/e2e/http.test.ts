// The HTTP API with everything behind it: each route of the description, asked and answered as that has it; and what the documents
// show is what happens.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { startChat, type TestChat } from '../support/chat.ts';
import { openEvents } from '../support/event-stream.ts';
import { eventually } from '../support/eventually.ts';
import { type Ask, answered, ask } from '../support/http.ts';

const run = promisify(execFile);
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Description {
  paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, unknown> }>
  >;
}

describe('HTTP, with everything behind it', function () {
  this.timeout(60_000);
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ gateways: 2 });
  });
  after(() => chat?.stop());
  const urlOf = (gateway = 0): string => chat.urls()[gateway] ?? assert.fail();

  it('answers every route of the description that it serves as that says', async () => {
    const { token } = await chat.session('Tourist');
    const served = (await ask(`GET ${urlOf()}/api/openapi.json`)).body as unknown as Description;
    const post = (text: string) =>
      ask(`POST ${urlOf()}/api/rooms/tour/messages`, { token, body: { text } });
    const { seq } = (await post('marmalade')).body;
    const gone = (await post('gone')).body['seq'];
    const edited: Ask = { body: { text: 'marmalade, edited' } };
    const asks: Record<string, [path: string, more?: Ask]> = {
      postMessage: ['/rooms/tour/messages', { body: { text: 'a reply', replyTo: seq } }],
      editMessage: [`/rooms/tour/messages/${seq}`, edited],
      addReaction: [`/rooms/tour/messages/${seq}/reactions/${encodeURIComponent('🎉')}`],
      removeReaction: [`/rooms/tour/messages/${seq}/reactions/${encodeURIComponent('🎉')}`],
      deleteMessage: [`/rooms/tour/messages/${gone}`],
      listMessages: ['/rooms/tour/messages?limit=10'],
      listRooms: ['/rooms?query=tour'],
      listOwnRooms: ['/me/rooms'],
      getRoom: ['/rooms/tour'],
      listMembers: ['/rooms/tour/members'],
      search: ['/search?query=marmalade'],
      putReadMark: ['/rooms/tour/read', { body: { seq } }],
      getReadMark: ['/rooms/tour/read'],
      getDescription: ['/openapi.json'],
    };
    const operations = Object.entries(served.paths).flatMap(([, own]) =>
      Object.entries(own).map(([method, { operationId }]) => ({ method, operationId })),
    );
    const methods = new Map(operations.map(({ method, operationId }) => [operationId, method]));
    for (const [name, [path, more]] of Object.entries(asks)) {
      const method = methods.get(name)?.toUpperCase() ?? assert.fail(`no operation ${name}`);
      const answer = await eventually(() =>
        ask(`${method} ${urlOf(1)}/api${path}`, { token, ...more }),
      );
      assert.ok(answer.status < 300, `${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    const url = `${urlOf(1)}/api/rooms/tour/events?follow=0`;
    const stream = await openEvents(url, { token });
    await stream.ended;
    assert.equal(stream.told.at(-1)?.event, 'live');
    const left = operations.filter(({ operationId }) => {
      return (
        operationId !== 'followRoom' &&
        ![...answered].some((one) => one.startsWith(`${operationId} 2`))
      );
    });
    assert.deepEqual(left, [], 'each was answered with success');
  });

  it('gives a page what is so by now: edited, deleted, reacted to', async () => {
    const { token } = await chat.session('Grace');
    const room = `${urlOf()}/api/rooms/now/messages`;
    const say = async (text: string) =>
      (await ask(`POST ${room}`, { token, body: { text } })).body['seq'];
    const [first, second] = [await say('one'), await say('two')];
    await ask(`PUT ${room}/${first}/reactions/${encodeURIComponent('👍')}`, { token });
    await ask(`DELETE ${room}/${second}`, { token });
    const { body } = await ask(`GET ${room}`, { token });
    const messages = body['messages'] as {
      text: string;
      deleted?: object;
      reactions: { emoji: string }[];
    }[];
    assert.deepEqual(
      messages.map(({ text, deleted, reactions }) => [
        text,
        deleted !== undefined,
        reactions.map(({ emoji }) => emoji),
      ]),
      [
        ['one', false, ['👍']],
        ['', true, []],
      ],
    );
  });

  describe('the documents show what happens', () => {
    /** Each with what is shown of its output; what differs from run to run is left out. */
    function examples(): { command: string; shown: string }[] {
      const section = /^## HTTP$[\s\S]*?^## /m.exec(read('docs/PROTOCOL.md'))?.[0] ?? '';
      return [...section.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
        block
          .split(/^\$ /m)
          .slice(1)
          .map((one) => {
            const end = one.indexOf('\n');
            return { command: one.slice(0, end), shown: one.slice(end + 1) };
          }),
      );
    }
    /** Names, times, ids and sequences are of each run; everything else is the same. */
    const shape = (text: string): string =>
      text
        .replaceAll(/guest-[0-9a-f-]{36}/g, 'guest')
        .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'id')
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
        .replaceAll(/\b\d+\b(?!\.\d)/g, 'n')
        .replaceAll(/"(?:more|newer)":(?:true|false)/g, '"more":b')
        .trim();
    const sh = async (script: string, token = '') => {
      const env = { ...process.env, TOKEN: token, NO_PROXY: '127.0.0.1' };
      const { stdout } = await run(
        'sh',
        ['-c', script.replaceAll('http://127.0.0.1:8080', urlOf())],
        { env },
      );
      return stdout;
    };

    it('in the protocol', async () => {
      const { token } = await chat.session('Ada');
      const all = examples();
      assert.ok(all.length >= 6, `${all.length} examples were read`);
      for (const { command, shown } of all) {
        const said = await eventually(async () => {
          const output = await sh(command, token);
          assert.equal(shape(output), shape(shown), command);
          return output;
        });
        assert.ok(said.length > 0);
      }
    });

    it('in the README', async () => {
      const section =
        /^## From a script$[\s\S]*?^```sh\n([\s\S]*?)^```$/m.exec(read('README.md'))?.[1] ?? '';
      assert.equal(section.split('\n').filter((line) => line.includes('curl')).length, 3);
      const said = await sh(section);
      assert.match(said, /^\{"room":"ops","seq":\d+,"id":"[0-9a-f-]{36}"\}/);
      assert.match(said, /event: live\ndata: \{"type":"live","room":"ops","seq":\d+\}/);
      assert.match(said, /"text":"deployed"/);
    });
  });
});
