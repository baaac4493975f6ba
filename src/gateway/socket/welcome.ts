// The first frame of a connection: who one is here, and all that a client must know of this gateway and its log.
import type { WelcomeFrame } from '../../shared/wire/frames.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { Limits } from '../limits/limits.ts';
import type { Extents } from '../log/extent.ts';
import type { LogClock } from '../log/log-clock.ts';
import { TAKEN } from './commands.ts';

export interface WelcomePorts {
  clock: Pick<LogClock, 'now'>;
  extents: Pick<Extents, 'log'>;
  limits: Pick<Limits, 'posts'>;
}

export function welcome(user: User, { clock, extents, limits }: WelcomePorts): WelcomeFrame {
  const { perSecond: postRate, burst: postBurst } = limits.posts.userRate;
  return {
    type: 'welcome',
    user,
    now: Math.round(clock.now()),
    epoch: extents.log.epoch,
    limits: { ...LIMITS, postRate, postBurst },
    commands: TAKEN,
  };
}
