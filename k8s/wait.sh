#!/bin/sh
# Waits until everything that was deployed is ready; says what is wrong and fails when it is not. KUBECTL TIMEOUT
set -u
kubectl=$1 timeout=$2
for namespace in chatk8s chatk8s-logs; do
  workloads=$($kubectl -n "$namespace" get statefulsets,deployments,daemonsets -o name \
    -l app.kubernetes.io/part-of=chatk8s) || exit 1
  for workload in $workloads; do
    $kubectl -n "$namespace" rollout status "$workload" --timeout="$timeout" && continue
    name=app.kubernetes.io/name=${workload#*/}
    echo "$workload is not ready after $timeout. Its pods, and what Kubernetes says:" >&2
    $kubectl -n "$namespace" get pods -l "$name" -o wide >&2
    $kubectl -n "$namespace" get events --field-selector type=Warning --sort-by=.lastTimestamp | tail -n 10 >&2
    $kubectl -n "$namespace" logs -l "$name" --all-containers --tail=10 --prefix >&2
    exit 1
  done
done
echo 'Ready. The page: make forward'
