// A real OpenID provider in the test's own process, on another site than the chat: `localhost` beside `127.0.0.1`.
import {
  type ProviderOptions,
  type RunningProvider,
  startProvider,
} from '../../src/local/provider/provider.ts';
import { signInEnv } from '../../src/local/provider/settings.ts';
import { freePort } from './free-port.ts';

export interface TestProvider extends RunningProvider {
  issuer: string;
  /** What a gateway needs to let people sign in there. */
  env: Record<string, string>;
  /** How many tokens it gave for a refresh token. */
  refreshes: () => number;
  /** Takes everything back that somebody was given. */
  revoke: (person: string) => Promise<void>;
}

export async function startTestProvider(
  options: Pick<ProviderOptions, 'tokenSeconds' | 'claimsOf' | 'store'> = {},
): Promise<TestProvider> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const running = await startProvider({ issuer, host: '127.0.0.1', port, ...options });
  let refreshes = 0;
  const grants = new Map<string, Set<string>>();
  running.oidc.on('grant.success', ({ oidc: { params, entities } }) => {
    if (params?.['grant_type'] === 'refresh_token') refreshes += 1;
    const { accountId, jti } = entities.Grant ?? {};
    if (accountId === undefined || jti === undefined) return;
    grants.set(accountId, (grants.get(accountId) ?? new Set()).add(jti));
  });
  return {
    ...running,
    issuer,
    env: signInEnv(issuer),
    refreshes: () => refreshes,
    revoke: async (person) => {
      for (const id of grants.get(person) ?? []) {
        await running.oidc.RefreshToken.revokeByGrantId(id);
        await (await running.oidc.Grant.find(id))?.destroy();
      }
    },
  };
}
