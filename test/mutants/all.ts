import { BOTS } from './list/bots.ts';
import { CLIENT } from './list/client.ts';
import { GATEWAY } from './list/gateway.ts';
import { HTTP } from './list/http.ts';
import { LOCAL } from './list/local.ts';
import { PERSISTER } from './list/persister.ts';
import { QUESTIONS } from './list/questions.ts';
import { REBUILD } from './list/rebuild.ts';
import { ROOMS_OF_PROGRAMS } from './list/room.ts';
import { SHARED } from './list/shared.ts';
import { SIGN_IN } from './list/sign-in.ts';
import { SIGNALS } from './list/signals.ts';
import { TERMINAL } from './list/terminal.ts';
import { WEB } from './list/web.ts';
import { WEBHOOKS } from './list/webhooks.ts';
import type { Mutant } from './mutant.ts';

export const MUTANTS: readonly Mutant[] = [
  ...GATEWAY,
  ...HTTP,
  ...BOTS,
  ...SIGNALS,
  ...PERSISTER,
  ...QUESTIONS,
  ...REBUILD,
  ...SHARED,
  ...LOCAL,
  ...CLIENT,
  ...ROOMS_OF_PROGRAMS,
  ...SIGN_IN,
  ...TERMINAL,
  ...WEB,
  ...WEBHOOKS,
];
