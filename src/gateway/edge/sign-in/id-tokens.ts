// Whether the provider itself signed what a sign-in was given. It comes from the provider's own address, so nobody can make up what fits
// no key here: its keys are fetched again at once, for it has a new one.
import type * as oidc from 'openid-client';
import { type Keys, keysAt, mayBeOfNewKey, verified } from '../keys.ts';
import { ProviderRefused } from './provider-fault.ts';

/** Which of these a provider takes it says itself, which openid-client holds it to; that one is asymmetric is said here. */
const ASYMMETRIC = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** As openid-client has it, which looks at the claims. */
const CLOCKS_DIFFER_SECONDS = 30;
const RULES = { algorithms: ASYMMETRIC, clockTolerance: CLOCKS_DIFFER_SECONDS };

/** Rejects where the provider did not sign it, or where its keys cannot be had. */
export type CheckSignature = (config: oidc.Configuration, idToken: string) => Promise<void>;

export function createSignatureCheck(): CheckSignature {
  let known: { url: string; keys: Keys } | undefined;
  return async (config, idToken) => {
    const { jwks_uri: url } = config.serverMetadata();
    if (url === undefined) throw new ProviderRefused('no_jwks_uri');
    if (known?.url !== url) known = { url, keys: keysAt(url) };
    const { keys } = known;
    try {
      await verified(idToken, keys, RULES);
    } catch (error) {
      if (!mayBeOfNewKey(error)) throw error;
      await keys.reload();
      await verified(idToken, keys, RULES);
    }
  };
}
