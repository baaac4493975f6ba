// What operators and probes ask, on a port of its own that no Service exposes.
// Liveness answers "would a restart help?" and never asks a dependency; readiness "send traffic here?".
// Both read state that is already there: a probe causes no call.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

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
}

export interface OpsServer {
  port: number;
  stop: () => Promise<void>;
}

/** Resolves when it listens. */
export async function startOpsServer(options: OpsOptions): Promise<OpsServer> {
  const { host, port, version, registry, ready, alive = () => true } = options;
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://ops').pathname;
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, {});
    if (path === '/livez') {
      const ok = alive();
      return answer(response, ok ? 200 : 503, { ok });
    }
    if (path === '/readyz') {
      const { ok, detail } = ready();
      return answer(response, ok ? 200 : 503, { ok, version, ...detail });
    }
    if (path === '/metrics') {
      response.setHeader('content-type', registry.contentType);
      return response.end(await registry.metrics());
    }
    return answer(response, 404, { error: 'there are /livez, /readyz and /metrics' });
  });
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

function answer(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
