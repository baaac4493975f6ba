// What the gateway reads from its environment; every limit that an operator may move is here.
import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { commonEnv, csv, integer, natsEnv } from '../shared/env.ts';
import { ROOM_NAME } from '../shared/names.ts';
import { allowedHost, normalOrigin } from './edge/origin.ts';

/** Every entry as `normal` writes it; one that it cannot write is a problem of the variable. */
const normalised = (normal: (text: string) => string | undefined, rule: string) =>
  csv.transform((list, ctx) =>
    list.map((text) => {
      const written = normal(text);
      if (written === undefined) ctx.addIssue({ code: 'custom', message: rule });
      return written ?? '';
    }),
  );

const isRange = (text: string): boolean => {
  const [address = '', bits] = text.split('/');
  const most = isIPv4(address) ? 32 : 128;
  const isAddress = isIPv4(address) || isIPv6(address);
  return isAddress && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
};

const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

const sessionSecret = z.string().min(32, 'must have at least 32 characters');

/** Whoever names a provider does not mean that everybody gets in who chose a name. */
const ofProvider = z
  .undefined('is set, but AUTH_MODE is guest: set AUTH_MODE=oidc, or leave it away')
  .optional();

const guestEnv = z.object({
  AUTH_MODE: z.literal('guest'),
  /** Signs guest tokens; the same for every replica. */
  SESSION_SECRET: sessionSecret,
  SESSION_TTL_SECONDS: integer(1, 31_536_000, 604_800),
  OIDC_AUDIENCE: ofProvider,
  OIDC_CLIENT_ID: ofProvider,
  OIDC_CLIENT_SECRET: ofProvider,
  OIDC_ISSUER: ofProvider,
  OIDC_JWKS_URL: ofProvider,
});

/** The address of what it offers is below it, and no part of its name. */
const issuer = url.refine(
  (text) => !/[?#]|\/\.well-known\//.test(text),
  'must be the issuer as its tokens name it, without /.well-known/…, query and fragment',
);

const oidcEnv = z.object({
  AUTH_MODE: z.literal('oidc'),
  OIDC_ISSUER: issuer,
  OIDC_AUDIENCE: z.string().min(1),
  OIDC_JWKS_URL: url,
  OIDC_ALGORITHMS: csv
    .prefault('RS256,ES256')
    .refine(
      (list) =>
        list.length > 0 && list.every((name) => /^(RS|PS|ES)(256|384|512)$|^EdDSA$/.test(name)),
      'must name asymmetric algorithms only, such as RS256,ES256',
    ),
  /** Claims that hold a list of roles and a list of private rooms. */
  OIDC_ROLES_CLAIM: z.string().default('roles'),
  OIDC_ROOMS_CLAIM: z.string().default('rooms'),
  /** People sign in with the provider as this client of it; without one only its tokens are taken, which programs bring. */
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  /** A public client has none. */
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_SCOPES: z
    .string()
    .default('openid profile offline_access')
    .refine((text) => text.split(' ').includes('openid'), 'must name openid'),
  /** What some providers want to be told before they let a session be renewed: consent. */
  OIDC_PROMPT: z.enum(['login', 'consent', 'select_account']).optional(),
  /** Past the end of a session a provider that does not answer keeps nobody out for so long. */
  OIDC_GRACE_SECONDS: integer(0, 86_400, 3_600),
  /** Signs and encrypts what browsers keep; the same for every replica. Needed where people sign in. */
  SESSION_SECRET: sessionSecret.optional(),
  /** So long a session goes on at most before the provider is asked again. */
  SESSION_TTL_SECONDS: integer(10, 86_400, 3_600),
});
/** Of what is there where people sign in with the provider. */
const isWhole = (env: z.output<typeof oidcEnv>, ctx: z.RefinementCtx) => {
  const { OIDC_CLIENT_ID: client, OIDC_CLIENT_SECRET: clientSecret, SESSION_SECRET: secret } = env;
  const issue = (name: string, message: string) =>
    ctx.addIssue({ code: 'custom', path: [name], message });
  if (client !== undefined && secret === undefined) {
    issue('SESSION_SECRET', 'is required where OIDC_CLIENT_ID is set');
  }
  if (client === undefined && clientSecret !== undefined) {
    issue('OIDC_CLIENT_ID', 'is required where OIDC_CLIENT_SECRET is set');
  }
};

const authEnv = z.preprocess(
  (env) => ({ AUTH_MODE: 'guest', ...(env as object) }),
  z.discriminatedUnion('AUTH_MODE', [guestEnv, oidcEnv.superRefine(isWhole)], {
    error: 'must be guest or oidc',
  }),
);
export type AuthConfig = z.output<typeof authEnv>;

const serviceEnv = z.object({
  ...commonEnv,
  ...natsEnv,
  PORT: integer(0, 65_535, 8080),
  /** Directory of the built page; without it the gateway serves no page. */
  WEB_DIR: z.string().optional(),
  /** Whether browsers keep the page, so that it opens without a network; `off` has them let go of it. */
  PAGE_OFFLINE: z.enum(['on', 'off']).default('on'),

  /** How long after its token's expiry a socket is closed. */
  EXPIRY_GRACE_SECONDS: integer(0, 3_600, 30),
  /** Origins that may open sockets beside the gateway's own, such as https://chat.example.org. */
  ALLOWED_ORIGINS: normalised(
    normalOrigin,
    'must be origins such as https://chat.example.org, comma separated',
  ),
  /** Names this gateway answers to, such as chat.example.org or localhost:8080; none: to any. */
  ALLOWED_HOSTS: normalised(
    allowedHost,
    'must be host names, with or without a port, comma separated',
  ),
  /** Proxies in front of this gateway, whose X-Forwarded-For says where somebody comes from. */
  TRUSTED_PROXIES: csv.refine(
    (list) => list.every(isRange),
    'must be addresses or ranges such as 10.0.0.0/8, comma separated',
  ),
  /** Rooms that only tokens naming them (or moderators) may enter. */
  PRIVATE_ROOMS: csv.refine(
    (rooms) => rooms.every((room) => ROOM_NAME.test(room)),
    'must be room names, comma separated',
  ),

  /** So long after it was posted its author may edit a message. */
  EDIT_WINDOW_SECONDS: integer(1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  /** Ids of users who are operators, beside those whose token says that they are moderators. */
  ADMINS: csv,
  /** Who may make rooms: everyone, members (not guests), operators. */
  ROOM_CREATION: z.enum(['everyone', 'members', 'operators']).default('everyone'),
  /** Who of those that own a room may make bots and hooks for it. */
  BOT_CREATION: z.enum(['everyone', 'members', 'operators']).default('everyone'),
  /** And who of them webhooks, which send what is said there to addresses outside. */
  WEBHOOK_CREATION: z.enum(['everyone', 'members', 'operators']).default('everyone'),
  /** Bots that one person may have made and not revoked: each takes a name. And webhooks: each is a consumer of the log. */
  BOTS_PER_PERSON: integer(0, 500, 50),
  WEBHOOKS_PER_PERSON: integer(0, 500, 20),

  /** What the secrets of webhooks are made of, as the program `webhooks` has it, too; without it none are made. */
  WEBHOOK_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),

  /** Messages a second one user may post on average, and at once. */
  POST_RATE: integer(1, 100_000, 20),
  POST_BURST: integer(1, 100_000, 60),
  /** Messages a second from one address (of an IPv6 one the /64), on average and at once; never less than one user may. */
  ADDRESS_POST_RATE: integer(1, 1_000_000, 400),
  ADDRESS_POST_BURST: integer(1, 1_000_000, 2_000),
  /** What one address and everybody may send and be answered, in frames (limits/cost.ts), before it is served more slowly. */
  ADDRESS_FRAME_RATE: integer(1, 1_000_000, 1_000),
  ADDRESS_FRAME_BURST: integer(1, 10_000_000, 2_000),
  FRAME_RATE: integer(1, 1_000_000, 20_000),
  FRAME_BURST: integer(1, 10_000_000, 40_000),
  /** Bytes of text a user, an address and everybody may put into the log in a day, through this gateway. */
  USER_DAY_BYTES: integer(4_096, Number.MAX_SAFE_INTEGER, 268_435_456),
  ADDRESS_DAY_BYTES: integer(4_096, Number.MAX_SAFE_INTEGER, 1_073_741_824),
  DAY_BYTES: integer(4_096, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  /** New sessions a second of one address, and of everybody: on average and at once. */
  ADDRESS_SESSION_RATE: integer(1, 100_000, 5),
  ADDRESS_SESSION_BURST: integer(1, 100_000, 600),
  SESSION_RATE: integer(1, 100_000, 100),
  SESSION_BURST: integer(1, 100_000, 5_000),
  CONNECTIONS_MAX: integer(1, 100_000, 12_000),
  /** Of these one user, and one address, may have. */
  USER_CONNECTIONS_MAX: integer(1, 100_000, 40),
  ADDRESS_CONNECTIONS_MAX: integer(1, 100_000, 6_000),
  /** Rooms that all connections together, and those of one address, may be in: a room of one takes about 1 KB. */
  SEATS_MAX: integer(1, 10_000_000, 100_000),
  ADDRESS_SEATS_MAX: integer(1, 10_000_000, 30_000),
  /** Bytes that may wait for one client before it is closed as slow. */
  OUTBOX_MAX_BYTES: integer(65_536, 67_108_864, 1_048_576),
  /** Bytes that may wait for all of them before those with the most are closed as slow. */
  OUTBOXES_MAX_BYTES: integer(1_048_576, 68_719_476_736, 67_108_864),
  /** A client that does not answer for this long, and as long again, is gone. */
  HEARTBEAT_MS: integer(100, 600_000, 25_000),
  /** Over how long the sockets are closed when the gateway stops. */
  DRAIN_MS: integer(0, 600_000, 15_000),
  /** Latest events kept in memory, by number and by bytes. */
  RING_EVENTS: integer(1, 1_000_000, 10_000),
  RING_BYTES: integer(65_536, 1_073_741_824, 33_554_432),
  /** How long one post is retried before its outcome is called unknown. */
  APPEND_BUDGET_MS: integer(1_000, 60_000, 15_000),
  /** How long NATS may be away before the gateway says that it is not ready. */
  NATS_GRACE_MS: integer(0, 600_000, 10_000),
});

/** Both halves are checked, so that the problems of both are said at once. */
export const gatewayEnv = z.intersection(serviceEnv, authEnv);
export type GatewayConfig = z.output<typeof gatewayEnv>;
