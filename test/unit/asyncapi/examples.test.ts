// What docs/PROTOCOL.md shows is what is said: a frame that no schema knows is no example.
import assert from 'node:assert/strict';
import { SCHEMAS } from '../../../src/gateway/socket/commands.ts';
import { examplesOf } from '../../asyncapi/examples.ts';

const page = (...lines: string[]) =>
  examplesOf(`Words.\n\n\`\`\`json\n${lines.join('\n')}\n\`\`\`\n\nMore.`, SCHEMAS);

describe('examples of the protocol’s description', () => {
  it('belong to the side that says them', () => {
    const asked = { type: 'history', id: 'p', room: 'r', before: 9 };
    const answer = { type: 'history', id: 'p', room: 'r', events: [], more: false };
    const found = page(JSON.stringify(asked), JSON.stringify(answer));
    assert.deepEqual(found.get('client.history'), [asked]);
    assert.deepEqual(found.get('server.history'), [answer]);
  });

  it('are refused where they are no frame, have a field too many or the wrong data', () => {
    const wrong = [
      '{"type":"sing"}',
      '{"type":"joined","room":"r","head":4,"more":1}',
      '{"type":"event","room":"r","seq":1,"at":"2026-11-23T23:10:51.646Z","event":"MessagePosted","user":{"id":"u","name":"A"},"id":"01a20aad-2efb-7447-bca8-ec6b708f29b6","data":{}}',
    ];
    for (const line of wrong) assert.throws(() => page(line), /it shows no frame/);
    assert.throws(() => page('{', '  "type": "ping"', '}'), /one frame a line/);
  });
});
