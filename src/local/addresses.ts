// Where everything can be reached once it runs: for people on the console, for programs in DATA_DIR/env.
import { relative } from 'node:path';
import { gatewayOpsPort, gatewayPort, persisterOpsPort, type RunnerConfig } from './config.ts';

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const opsUrls = (config: RunnerConfig): string[] => [
  ...times(config.GATEWAYS, (i) => `http://127.0.0.1:${gatewayOpsPort(config, i)}`),
  ...times(config.PERSISTERS, (i) => `http://127.0.0.1:${persisterOpsPort(config, i)}`),
];

export const runningAddresses = (config: RunnerConfig) => ({
  CHAT_URLS: times(config.GATEWAYS, (i) => `ws://127.0.0.1:${gatewayPort(config, i)}/ws`).join(','),
  OPS_URLS: opsUrls(config).join(','),
});

export function announce(config: RunnerConfig, say: (line: string) => void) {
  const dataDir = relative(process.cwd(), config.DATA_DIR) || '.';
  const pages = times(config.GATEWAYS, (i) => `http://localhost:${gatewayPort(config, i)}`);
  say('');
  say('The chat runs. Ctrl-C stops it; what was said stays.');
  say('');
  say(`  open      ${pages.join('   ')}`);
  say(`  terminal  make chat NAME=me ROOM=lobby`);
  say(`  replay    make replay ROOM=lobby`);
  say(
    `  health    ${opsUrls(config)
      .map((url) => `${url}/readyz`)
      .join('   ')}`,
  );
  say(`  NATS      127.0.0.1:${config.NATS_PORT}      Postgres  127.0.0.1:${config.POSTGRES_PORT}`);
  say(`  programs  . ${dataDir}/env`);
  say(`  data      ${dataDir}   logs  ${dataDir}/logs`);
  say('');
}
