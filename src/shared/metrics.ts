// Metrics in Prometheus' text format. Each module declares its own on the registry it is given.
import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry with the process's own metrics, every series labelled with the service. */
export function createMetrics(service: string, version: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service, version });
  collectDefaultMetrics({ register: registry });
  return registry;
}
