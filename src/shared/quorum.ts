// Whether who answers as the log's leader is the one that most servers follow. One that was cut off from the others goes
// on answering for seconds, while they have elected another one, which stores what it does not know.
import type { StreamInfo } from 'nats';

/**
 * A leader hears of each replica every second; others elect a new one, which may store more than it knows, only after four
 * (nats-server's raft.go). One that gave up answers as well, and names no leader. A server alone is no cluster. Of one that
 * it never heard since it leads, a leader says 0.
 */
const HEARD_NS = 3e9;

export function hasQuorum({ cluster, config }: Pick<StreamInfo, 'cluster' | 'config'>): boolean {
  if (cluster === undefined) return true;
  if (!cluster.leader) return false;
  const replicas = cluster.replicas ?? [];
  const heard = replicas.filter(
    ({ offline, active }) => !offline && active > 0 && active < HEARD_NS,
  ).length;
  return heard + 1 > config.num_replicas / 2;
}
