// What the provider offers, and how this client says who it is. It is asked when it is needed and again until it answered: a provider
// that is down keeps no gateway from starting.
import * as oidc from 'openid-client';
import { boundedFetch } from '../bounded-fetch.ts';

export interface Client {
  issuer: string;
  clientId: string;
  /** Without one the client is public: PKCE alone says that the code is its own. */
  clientSecret: string | undefined;
}

/** A person waits for it; a provider that takes longer is as good as none. */
const ANSWER_WITHIN_SECONDS = 5;

export interface Discovering {
  (maxAgeMs: number): Promise<oidc.Configuration>;
  /** Something of it is not so any more: whoever asks next asks the provider. */
  forget: () => void;
}

/** What the provider offers, not older than that. One asks for all who wait; what failed is asked anew by whoever comes next. */
export function discovering(client: Client): Discovering {
  let known: { config: oidc.Configuration; at: number } | undefined;
  let asking: Promise<oidc.Configuration> | undefined;
  const ask = async (maxAgeMs: number): Promise<oidc.Configuration> => {
    if (known !== undefined && performance.now() - known.at <= maxAgeMs) return known.config;
    asking ??= discover(client).finally(() => {
      asking = undefined;
    });
    const config = await asking;
    known = { config, at: performance.now() };
    return config;
  };
  const forget = () => {
    known = undefined;
  };
  return Object.assign(ask, { forget });
}

async function discover({ issuer, clientId, clientSecret }: Client) {
  const server = new URL(issuer);
  const isPlain = server.protocol === 'http:';
  const config = await oidc.discovery(server, clientId, clientSecret, byWord(clientSecret), {
    timeout: ANSWER_WITHIN_SECONDS,
    [oidc.customFetch]: boundedFetch,
    ...(isPlain && { execute: [oidc.allowInsecureRequests] }),
  });
  return config;
}

/** How the client says who it is: in the header, which every provider must take, unless it says that it takes the body alone. */
function byWord(clientSecret: string | undefined): oidc.ClientAuth {
  if (clientSecret === undefined) return oidc.None();
  const [inHeader, inBody] = [
    oidc.ClientSecretBasic(clientSecret),
    oidc.ClientSecretPost(clientSecret),
  ];
  return (server, client, body, headers) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const how = taken.includes('client_secret_basic') ? inHeader : inBody;
    return how(server, client, body, headers);
  };
}
