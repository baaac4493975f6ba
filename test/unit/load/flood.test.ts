// What the flood's verdicts rest on: what was told is counted once however it was cut, memory that grows is seen.
import assert from 'node:assert/strict';
import { textFrame } from '../../../src/gateway/fanout/frame.ts';
import { growth } from '../../load/flood/memory.ts';
import { count, entriesOf, linesOf, sumOf, type Tally } from '../../load/flood/tally.ts';
import { listener } from '../../load/flood/told.ts';

const close = (code: number) => Buffer.from([0x88, 2, code >> 8, code & 0xff]);
const UPGRADED = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');

describe('what attackers are told', () => {
  it('is counted once, cut after any byte', () => {
    const said = Buffer.concat([
      UPGRADED,
      textFrame('{"type":"welcome"}'),
      textFrame(`{"type":"error","code":"rate","message":"${'m'.repeat(200)}"}`),
      close(4029),
    ]);
    for (let cut = 0; cut <= said.length; cut++) {
      const heard: string[] = [];
      const listen = listener((what) => heard.push(what));
      listen(said.subarray(0, cut));
      listen(said.subarray(cut));
      assert.deepEqual(heard, ['HTTP 101', 'frames heard', 'error rate', 'closed 4029'], `${cut}`);
    }
  });

  it('is the status of every answer on a connection', () => {
    const heard: string[] = [];
    const listen = listener((what) => heard.push(what));
    listen(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\nHTTP/1.1 40'));
    listen(Buffer.from('4 Not Found\r\n\r\nHTTP/1.1 200 OK\r\n\r\n'));
    assert.deepEqual(heard, ['HTTP 400', 'HTTP 404', 'HTTP 200']);
  });

  it('adds up over processes, a line for each kind', () => {
    const tally: Tally = new Map();
    count(tally, 'joins', 'sent', 3);
    count(tally, 'joins', 'closed 4029');
    count(tally, 'http', 'HTTP 400', 2);
    const sum = sumOf([entriesOf(tally), entriesOf(tally)]);
    assert.deepEqual(
      linesOf(sum).map((line) => line.replace(/ +/, ' ')),
      ['joins sent 6, closed 4029 2', 'http HTTP 400 4'],
    );
  });
});

describe('memory', () => {
  it('is flat when the last third is as the second, whatever the first was', () => {
    assert.equal(growth([10, 20, 100, 100, 100, 100]), 1);
    assert.equal(growth([100, 100, 100, 100, 150, 150]), 1.5);
  });

  it('of a program that ended at once is no pass', () => {
    assert.equal(growth([100]) < 1.1, false);
  });
});
