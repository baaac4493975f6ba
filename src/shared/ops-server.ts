// What operators and probes ask, on a port of its own that no Service exposes.
// Liveness answers "would a restart help?" and never asks a dependency; readiness "send traffic here?".
// Both read state that is already there: a probe causes no call.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { answering, type Handler, json } from './http.ts';

export interface Readiness {
  ok: boolean;
  detail: Record<string, unknown>;
}

export interface OpsOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  version: string;
  registry: Registry;
  ready: () => Readiness;
  /** Default: answering at all is being alive. */
  alive?: () => boolean;
  /** A request that could not be answered; default: nobody is told. */
  onFault?: (error: unknown) => void;
}

/** A probe or a scrape takes milliseconds; whoever says nothing for so long is no operator. */
const SILENT_MS = 5_000;
/** Probes, scrapes and a few people; never a file handle for everybody who asks. */
const CONNECTIONS_MAX = 100;

export interface OpsServer {
  port: number;
  stop: () => Promise<void>;
}

/** Resolves when it listens. */
export async function startOpsServer(options: OpsOptions): Promise<OpsServer> {
  const {
    host,
    port,
    version,
    registry,
    ready,
    alive = () => true,
    onFault = () => undefined,
  } = options;
  const handle: Handler = async (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return json(response, 405, {});
    if (path === '/livez') {
      const ok = alive();
      return json(response, ok ? 200 : 503, { ok });
    }
    if (path === '/readyz') {
      const { ok, detail } = ready();
      return json(response, ok ? 200 : 503, { ok, version, ...detail });
    }
    if (path === '/metrics') {
      const text = await registry.metrics();
      response.setHeader('content-type', registry.contentType);
      return response.end(text);
    }
    return json(response, 404, { error: 'there are /livez, /readyz and /metrics' });
  };
  const limits = {
    headersTimeout: SILENT_MS,
    requestTimeout: SILENT_MS,
    connectionsCheckingInterval: 1_000,
  };
  const server = createServer(limits, answering(handle, onFault));
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, stop };
}
