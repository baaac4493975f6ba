// Whether the log and its mirror still are what provisioning made: a setting that somebody changed may lose events without
// a word (an age, a limit that drops the oldest), and a stream that is gone fails joins. Only provisioning may change them.
// Where no leader answers that most servers follow, the persister goes to another server: rows would wait for as long.
import { isDeepStrictEqual } from 'node:util';
import type { JetStreamManager, StreamConfig } from 'nats';
import type { Gauge } from 'prom-client';
import { noLeader, watchCutOff } from '../../shared/cut-off.ts';
import type { Logger } from '../../shared/logger.ts';
import { lookEvery } from '../../shared/look-every.ts';
import { hasQuorum } from '../../shared/quorum.ts';
import { STREAM } from '../../shared/subjects.ts';
import { STREAM_NOT_FOUND, STREAM_SETTINGS } from '../provision/streams.ts';
import { apiCode } from './durable.ts';

export interface StreamsWatchOptions {
  jsm: JetStreamManager;
  logger: Logger;
  /** 1 for a stream that is gone or changed, by its name. */
  wrong: Gauge;
  /** Leaves this NATS server for another one, where there is one. */
  move: () => void;
}

export interface StreamsWatch {
  /** What is wrong and what to do, in words. */
  readonly trouble: string | undefined;
  /** Why the log cannot be used at all, in words: for a while nobody answered for it. */
  readonly silence: string | undefined;
  stop: () => void;
}

const LOOK_MS = 5_000;

export function watchStreams({ jsm, logger, wrong, move }: StreamsWatchOptions): StreamsWatch {
  const cutOff = watchCutOff({ logger, move });
  let trouble: string | undefined;
  const look = async () => {
    const found: string[] = [];
    for (const [name, settings] of Object.entries(STREAM_SETTINGS)) {
      const fault = await faultOf(jsm, name, settings);
      if (name === STREAM) cutOff.answered();
      wrong.set({ stream: name }, fault === undefined ? 0 : 1);
      if (fault !== undefined) found.push(fault);
    }
    const before = trouble;
    trouble =
      found.length === 0
        ? undefined
        : `${found.join('; ')}: provisioning sets it right, when a persister starts`;
    if (trouble === before) return;
    if (trouble === undefined) logger.info('the streams are what they must be');
    else logger.error({ trouble }, 'the streams are not what they must be');
  };
  const stop = lookEvery(LOOK_MS, look, cutOff.silent);
  return {
    get trouble() {
      return trouble;
    },
    get silence() {
      return cutOff.trouble;
    },
    stop,
  };
}

async function faultOf(
  jsm: JetStreamManager,
  name: string,
  settings: Partial<StreamConfig>,
): Promise<string | undefined> {
  try {
    const info = await jsm.streams.info(name);
    if (name === STREAM && !hasQuorum(info)) throw noLeader();
    const { config } = info;
    const other = Object.entries(settings)
      .filter(
        ([key, value]) => !isDeepStrictEqual(config[key as keyof StreamConfig] ?? false, value),
      )
      .map(([key]) => key);
    return other.length === 0 ? undefined : `${name} has another ${other.join(', ')}`;
  } catch (error) {
    if (apiCode(error) === STREAM_NOT_FOUND) return `${name} is gone`;
    throw error;
  }
}
