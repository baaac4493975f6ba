// What the persister counts.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export function persisterMetrics(registry: Registry) {
  const registers = [registry];
  return {
    lag: new Gauge({
      name: 'chat_projection_lag',
      help: 'Events of the log that are not in Postgres yet',
      registers,
    }),
    watermark: new Gauge({
      name: 'chat_projection_watermark',
      help: 'Everything up to this sequence is in Postgres',
      registers,
    }),
    persisted: new Counter({
      name: 'chat_persisted_total',
      help: 'Entries of the log committed and acknowledged',
      registers,
    }),
    redelivered: new Counter({
      name: 'chat_redelivered_total',
      help: 'Entries that JetStream delivered again',
      registers,
    }),
    deadLetters: new Counter({
      name: 'chat_dead_letters_total',
      help: 'Entries written as dead letters, guards left out',
      registers,
    }),
    deadLettersRefused: new Counter({
      name: 'chat_dead_letters_refused_total',
      help: 'Times an entry could not be written at all, not even as a dead letter: the log brings it again',
      registers,
    }),
    unprojected: new Gauge({
      name: 'chat_unprojected_events',
      help: 'Events kept in Postgres that no persister so far understood: the second tick waits for them',
      registers,
    }),
    leftovers: new Counter({
      name: 'chat_leftovers_projected_total',
      help: 'Events that were kept, or taken for dead letters, by a persister that did not understand them, and are rows now',
      registers,
    }),
    restarts: new Counter({
      name: 'chat_consumer_restarts_total',
      help: 'Times the durable consumer was opened again',
      registers,
    }),
    consumerMended: new Counter({
      name: 'chat_consumer_mended_total',
      help: 'Times the durable consumer was gone or changed, and was made again or set right',
      registers,
    }),
    rowsMissing: new Counter({
      name: 'chat_rows_missing_total',
      help: 'Times rows that had been acknowledged were not there, and the log was read again from the first of them',
      registers,
    }),
    mismatches: new Counter({
      name: 'chat_projection_mismatch_total',
      help: 'Differences found between the newest rows and what the log says',
      labelNames: ['kind'],
      registers,
    }),
    verified: new Gauge({
      name: 'chat_projection_verified',
      help: 'The newest rows up to this sequence were compared with the log and are equal',
      registers,
    }),
    erased: new Counter({
      name: 'chat_erased_total',
      help: 'Entries of deleted messages whose text was taken out of the log, its mirror and the rows',
      registers,
    }),
    erasuresOwed: new Gauge({
      name: 'chat_erasures_owed',
      help: 'Deletions whose text is not taken out of the log and the rows yet',
      registers,
    }),
    erasuresRefused: new Counter({
      name: 'chat_erasures_refused_total',
      help: 'Deletions that name a message that is another one, or none: nothing was erased',
      registers,
    }),
    searchLag: new Gauge({
      name: 'chat_search_lag',
      help: 'Sequences of rows whose words searches do not find in the index yet',
      registers,
    }),
    streamWrong: new Gauge({
      name: 'chat_stream_wrong',
      help: '1 where a stream is gone or has other settings than provisioning gave it',
      labelNames: ['stream'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'chat_commit_seconds',
      help: 'From a full batch to its acknowledgement',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30],
      registers,
    }),
    questions: new Counter({
      name: 'chat_projection_questions_total',
      help: 'Requests for history and look-ups',
      labelNames: ['kind', 'answered'],
      registers,
    }),
  };
}

export type PersisterMetrics = ReturnType<typeof persisterMetrics>;
