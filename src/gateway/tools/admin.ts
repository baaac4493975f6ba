// `make admin`: who is an operator of this chat, and by whom; GRANT and REVOKE say it anew, as a fact of the log that every
// gateway obeys as it reads it. BOT and HOOK make a bot, BOTS lists them, REVOKE_BOT ends one. As the NATS user `admin`, the only one
// who may say who is an operator (docs/adr/0030, 0034).
// Exits with 0 where it is done, 1 where it is not to be done, 2 where nothing can be said, 78 where it was told something that
// it does not understand.
import { hostname, userInfo } from 'node:os';
import { z } from 'zod';
import { personId, roomName, soundName } from '../../chat/room/fields.ts';
import { csv, natsEnv, readEnv } from '../../shared/env.ts';
import { connectTool } from '../../shared/nats-tool.ts';
import { listBots, makeBot, revokeBot } from './admin/bots.ts';
import { complain, type Log, openLog, UNKNOWN, USER } from './admin/log.ts';
import { changeOperator, listOperators } from './admin/operators.ts';

/** Each says what is done; one at a time. */
const DEEDS = ['GRANT', 'REVOKE', 'BOT', 'HOOK', 'BOTS', 'REVOKE_BOT'] as const;

const config = readEnv(
  'make admin',
  z
    .object({
      ...natsEnv,
      /** As k8s/nats.sh names it. */
      NATS_CA: z.string().optional(),
      /** Where gateways answer, as `make run` says it. */
      CHAT_URLS: csv,
      /** A name; `id:…` is an id, `@…` a name for sure. */
      GRANT: personId.optional(),
      REVOKE: personId.optional(),
      /** The name of a new bot, of a new hook. */
      BOT: soundName.optional(),
      HOOK: soundName.optional(),
      /** Where it is. */
      ROOMS: csv.pipe(z.array(roomName)),
      /** `all`, or a room. */
      BOTS: z.union([z.literal('all'), roomName]).optional(),
      /** A bot's id, or its name. */
      REVOKE_BOT: soundName.optional(),
      /** Who does it, as it is to be read in the log. */
      BY: soundName.optional(),
    })
    .superRefine((env, context) => {
      const issue = (name: string, message: string) =>
        context.addIssue({ code: 'custom', path: [name], message });
      const [first, ...others] = DEEDS.filter((name) => env[name] !== undefined);
      for (const name of others) issue(name, `cannot be combined with ${first}`);
      const isMade = env.BOT !== undefined || env.HOOK !== undefined;
      if (isMade && env.ROOMS.length === 0) issue('ROOMS', 'must say where it is, such as ops,dev');
      if (!isMade && env.ROOMS.length > 0) issue('ROOMS', 'is of BOT and HOOK alone');
    }),
);

try {
  process.exitCode = await run();
} catch (error) {
  complain(error);
  process.exitCode = UNKNOWN;
}

async function run(): Promise<number> {
  const caFile = config.NATS_CA_FILE ?? config.NATS_CA;
  const place = { ...config, ...(caFile !== undefined && { NATS_CA_FILE: caFile }) };
  const nc = await connectTool({ name: 'make admin', user: USER }, place);
  try {
    return await does(openLog(nc, await nc.jetstreamManager({ checkAPI: false })));
  } finally {
    await nc.close();
  }
}

async function does(log: Log): Promise<number> {
  const { GRANT, REVOKE, BOT, HOOK, BOTS, REVOKE_BOT, ROOMS: rooms, CHAT_URLS } = config;
  const name = config.BY ?? `${userInfo().username}@${hostname()}`.slice(0, 100);
  const by = { id: `terminal:${name}`, name };
  if (GRANT !== undefined) return await changeOperator(log, { typed: GRANT, isOperator: true, by });
  if (REVOKE !== undefined) {
    return await changeOperator(log, { typed: REVOKE, isOperator: false, by });
  }
  const made = { rooms, by, url: CHAT_URLS[0] };
  if (BOT !== undefined) return await makeBot(log, { name: BOT, kind: 'token', ...made });
  if (HOOK !== undefined) return await makeBot(log, { name: HOOK, kind: 'incoming', ...made });
  if (BOTS !== undefined) return await listBots(log, BOTS === 'all' ? undefined : BOTS);
  if (REVOKE_BOT !== undefined) return await revokeBot(log, REVOKE_BOT, by);
  return await listOperators(log);
}
