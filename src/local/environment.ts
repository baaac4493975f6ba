// What every program on one machine inherits of the person's environment: their settings of the chat, and nothing
// that they set for other programs of theirs.
// Invariant: no Postgres, Node or proxy of somebody else decides how ours start, and their clocks read UTC.

/**
 * Postgres' clients and server read PG*, Node reads NODE_* (options, a debugger's port, a proxy), and what we start
 * is asked on this machine, which no proxy reaches. NODE_EXTRA_CA_CERTS stays: an OIDC provider may need it.
 */
const FOREIGN = /^(PG\w*|NODE_(?!EXTRA_CA_CERTS$)\w*|\w+_PROXY|TZ)$/i;

export const cleanEnv = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !FOREIGN.test(name))),
  TZ: 'UTC',
});
