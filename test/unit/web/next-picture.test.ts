import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { drawWithNext, nextPicture } from '../../../src/web/model/next-picture.ts';
import { eventually } from '../../support/eventually.ts';

interface Screen {
  document?: { hidden: boolean };
  requestAnimationFrame?: (draw: () => void) => number;
}

describe('what waits for the next picture', () => {
  const screen = globalThis as Screen;
  let asked: (() => void)[];
  beforeEach(() => {
    asked = [];
    screen.document = { hidden: false };
    screen.requestAnimationFrame = (draw) => asked.push(draw);
  });
  afterEach(() => {
    delete screen.document;
    delete screen.requestAnimationFrame;
  });
  const picture = async () => {
    for (const draw of asked.splice(0)) draw();
    await Promise.resolve();
  };

  it('is changed first and drawn then, in one picture, whoever came first', async () => {
    const done: string[] = [];
    drawWithNext(() => queueMicrotask(() => done.push('drawn')));
    void nextPicture().then(() => done.push('changed'));
    assert.equal(asked.length, 1, 'the browser is asked once');
    await picture();
    assert.deepEqual(done, ['changed', 'drawn']);
    await picture();
    assert.equal(done.length, 2);
  });

  it('is drawn with the one after, where it is asked for while one is drawn', async () => {
    let drawn = 0;
    const draw = () => {
      drawn += 1;
      if (drawn < 2) drawWithNext(draw);
    };
    drawWithNext(draw);
    await picture();
    assert.equal(drawn, 1);
    await picture();
    assert.equal(drawn, 2);
  });

  it('is not drawn where that was taken back', async () => {
    const takeBack = drawWithNext(() => assert.fail('it was taken back'));
    takeBack();
    await picture();
  });

  it('keeps nobody waiting where no picture is made', async () => {
    let changed = 0;
    void nextPicture().then(() => {
      changed += 1;
    });
    await eventually(() => assert.equal(changed, 1));
    await picture();
    assert.equal(changed, 1);
    screen.document = { hidden: true };
    await nextPicture();
    assert.equal(asked.length, 0, 'of a page that is not seen no picture is made');
  });
});
