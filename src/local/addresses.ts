// Where everything can be reached once it runs: for people on the console, for programs in DATA_DIR/env.
import { relative } from 'node:path';
import {
  gatewayOpsPort,
  gatewayPort,
  persisterOpsPort,
  type RunnerConfig,
  webhooksOpsPort,
} from './config.ts';
import { LOOPBACK, type Network, urlHost } from './network.ts';
import { PEOPLE } from './provider/people.ts';
import { shellWord } from './shell-word.ts';

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const opsUrls = (config: RunnerConfig, host: string): string[] => [
  ...times(config.GATEWAYS, (i) => `http://${host}:${gatewayOpsPort(config, i)}`),
  ...times(config.PERSISTERS, (i) => `http://${host}:${persisterOpsPort(config, i)}`),
  `http://${host}:${webhooksOpsPort(config)}`,
];

export function runningAddresses(config: RunnerConfig, { reach }: Network) {
  const host = urlHost(reach);
  return {
    CHAT_URLS: times(config.GATEWAYS, (i) => `ws://${host}:${gatewayPort(config, i)}/ws`).join(','),
    OPS_URLS: opsUrls(config, host).join(','),
  };
}

/** The provider of this machine, by the address: for a page at `localhost` it is another site, as providers are. */
export const issuerOf = ({ OIDC_PORT }: Pick<RunnerConfig, 'OIDC_PORT'>, { reach }: Network) =>
  `http://${urlHost(reach)}:${OIDC_PORT}`;

export function announce(config: RunnerConfig, network: Network, say: (line: string) => void) {
  const reach = urlHost(network.reach);
  const stores = urlHost(network.loopback);
  const dataDir = relative(process.cwd(), config.DATA_DIR) || '.';
  const page = network.reach === LOOPBACK ? 'localhost' : reach;
  const pages = times(config.GATEWAYS, (i) => `http://${page}:${gatewayPort(config, i)}`);
  say('');
  say('The chat runs. Ctrl-C stops it; what was said stays.');
  say('');
  say(`  open      ${pages.join('   ')}`);
  if (config.OIDC === '1') {
    const [operator, ...others] = PEOPLE;
    const names = [`${operator} (an operator)`, ...others].join(', ');
    say(`  sign in   ${issuerOf(config, network)}: ${names}, or any name`);
  } else say(`  terminal  make chat NAME=me ROOM=lobby`);
  say(`  replay    make replay ROOM=lobby`);
  say(
    `  health    ${opsUrls(config, reach)
      .map((url) => `${url}/readyz`)
      .join('   ')}`,
  );
  say(`  NATS      ${stores}:${config.NATS_PORT}      Postgres  ${stores}:${config.POSTGRES_PORT}`);

  say(`  programs  . ${shellWord(`${dataDir}/env`)}`);
  say(`  data      ${dataDir}   logs  ${dataDir}/logs`);
  say('');
}
