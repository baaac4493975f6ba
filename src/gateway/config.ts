// What the gateway reads from its environment; every limit that an operator may move is here.
import { z } from 'zod';
import { commonEnv, csv, integer, natsEnv } from '../shared/env.ts';
import { ROOM_NAME } from '../shared/subjects.ts';

const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

export const gatewayEnv = z
  .object({
    ...commonEnv,
    ...natsEnv,
    PORT: integer(0, 65_535, 8080),
    /** Directory of the built page; without it the gateway serves no page. */
    WEB_DIR: z.string().optional(),

    AUTH_MODE: z.enum(['guest', 'oidc']).default('guest'),
    /** Signs guest tokens; the same for every replica. */
    SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    SESSION_TTL_SECONDS: integer(1, 31_536_000, 604_800),
    /** How long after its token's expiry a socket is closed. */
    EXPIRY_GRACE_SECONDS: integer(0, 3_600, 30),
    OIDC_ISSUER: url.optional(),
    OIDC_AUDIENCE: z.string().min(1).optional(),
    OIDC_JWKS_URL: url.optional(),
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
    /** Origins that may open sockets beside the gateway's own, such as https://chat.example.org. */
    ALLOWED_ORIGINS: csv,
    /** Rooms that only tokens naming them (or moderators) may enter. */
    PRIVATE_ROOMS: csv.refine(
      (rooms) => rooms.every((room) => ROOM_NAME.test(room)),
      'must be room names, comma separated',
    ),

    /** Messages a second one user may post on average, and at once. */
    POST_RATE: integer(1, 100_000, 20),
    POST_BURST: integer(1, 100_000, 60),
    CONNECTIONS_MAX: integer(1, 100_000, 12_000),
    /** Bytes that may wait for one client before it is closed as slow. */
    OUTBOX_MAX_BYTES: integer(65_536, 67_108_864, 1_048_576),
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
  })
  .superRefine((env, ctx) => {
    const need = (name: keyof typeof env, mode: string) => {
      if (env[name] === undefined) {
        ctx.addIssue({
          code: 'custom',
          path: [name],
          message: `is required with AUTH_MODE=${mode}`,
        });
      }
    };
    if (env.AUTH_MODE === 'guest') need('SESSION_SECRET', 'guest');
    else
      for (const name of ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'] as const)
        need(name, 'oidc');
  });

export type GatewayConfig = z.output<typeof gatewayEnv>;
