// Configuration comes from the environment and is checked whole before anything opens (12-factor III).
// Invariant: a program with a bad environment says every problem at once and exits 78 (EX_CONFIG).
import { z } from 'zod';
import { endProcess } from './end-process.ts';
import { withSecretFiles } from './secret-files.ts';

/** A whole number from the environment, with its bounds and its default. */
export const integer = (min: number, max: number, fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((text) => /^-?\d+$/.test(text), 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);

/** A comma separated list; empty entries do not count. */
export const csv = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

const filled = z.string().min(1, 'must not be empty');

/** What every program reads. */
export const commonEnv = {
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  /** Push logs there as well; the trailing slash matters where it has a path. */
  LOKI_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional(),
  LOKI_USER: filled.optional(),
  LOKI_PASSWORD: filled.optional(),
  HOST: filled.default('0.0.0.0'),
  OPS_PORT: integer(0, 65_535, 8081),
  VERSION: filled.default('dev'),
  /** Names this replica in logs: the pod's name on Kubernetes. */
  INSTANCE: filled.default('local'),
};

/** What every program that speaks to NATS reads. */
export const natsEnv = {
  NATS_URL: z
    .string({ error: 'is required: nats://host:port, several comma separated' })
    .refine(
      (text) => text.split(',').every((url) => /^(nats|tls):\/\/[^\s/,]+$/.test(url.trim())),
      'must be nats://host:port or tls://host:port, several comma separated',
    )
    .transform((text) => text.split(',').map((url) => url.trim())),
  NATS_USER: filled.optional(),
  NATS_PASSWORD: filled.optional(),
  /** PEM file of the authority that signed the servers' certificates. */
  NATS_CA_FILE: filled.optional(),
};

/**
 * The environment as `schema` reads it. Where it does not fit, prints one line a problem to stderr
 * (names and rules, never values: they may be secrets) and exits with 78. An empty variable counts
 * as not set, because compose files and manifests cannot unset one.
 */
export function readEnv<S extends z.ZodType>(
  program: string,
  schema: S,
  env: NodeJS.ProcessEnv = process.env,
): z.output<S> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { given, unread } = withSecretFiles(set);
  const result = schema.safeParse(given);
  if (result.success && unread.size === 0) return result.data;
  const issues = (result.error?.issues ?? []).filter(({ path }) => !unread.has(String(path[0])));
  for (const line of [...unread.values(), ...problems({ issues })]) {
    process.stderr.write(`${program}: configuration: ${line}\n`);
  }
  endProcess(78);
}

/** One line a problem: the variable, then what is wrong with it. */
export const problems = (error: Pick<z.ZodError, 'issues'>): string[] =>
  error.issues.map((issue) => {
    const missing = issue.code === 'invalid_type' && issue.message.startsWith('Invalid input');
    return `${issue.path.join('.')} ${missing ? 'is required' : issue.message}`;
  });
