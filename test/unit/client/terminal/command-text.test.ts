// Commands that are no messages: what is said of them where a message would be shown.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { aboutOf } from '../../../../src/client/api.ts';
import { commandText } from '../../../../src/client/terminal/text.ts';
import { laterCommand } from '../commands.ts';

const about = { id: '01900000-0000-7000-8000-000000000001', room: 'lobby' };

describe('what a terminal says of a command that is not stored', () => {
  it('is the text of a message, which does nothing to the terminal', () => {
    const post = aboutOf({ type: 'post', ...about, text: 'hel\u001blo' });
    assert.equal(commandText(post), 'hel�lo');
  });

  it('is what it is where it is no message, whatever a field of it is called', () => {
    const vote = aboutOf(laterCommand({ type: 'vote', ...about, text: 7 }));
    assert.equal(commandText(vote), 'a vote');
  });
});
