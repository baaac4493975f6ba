// What a program writes about itself: no token of a bot is in it, wherever it came from.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { newToken } from '../../../src/chat/bot/token.ts';

describe('a line of a log', () => {
  it('has no bot’s token in it, in whatever was written', () => {
    const { token } = newToken('019b7d7e-0000-4000-8000-000000000001');
    const script = `
      import { createLogger } from './src/shared/logger.ts';
      const { logger } = createLogger('test', { LOG_LEVEL: 'info', VERSION: '1', INSTANCE: 'i' });
      const token = process.env.TOKEN;
      logger.info({ url: '/api/hooks/' + token, err: new Error(token) }, 'asked for ' + token);`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TOKEN: token },
      encoding: 'utf8',
    });
    assert.match(said, /asked for chatk8s_019b7d7e0000400080000000000000/);
    assert.ok(!said.includes(token.slice(40, 60)), said);
  });
});
