#!/bin/sh
# Waits until everything that was deployed is ready; says what is wrong and fails when it is not. KUBECTL TIMEOUT
set -u
kubectl=$1 timeout=$2
for workload in statefulset/nats statefulset/postgres statefulset/loki deployment/persister deployment/gateway; do
  if ! $kubectl -n chatk8s rollout status "$workload" --timeout="$timeout"; then
    echo "$workload is not ready after $timeout. Its pods, and what Kubernetes says:" >&2
    $kubectl -n chatk8s get pods -l "app.kubernetes.io/name=${workload#*/}" -o wide >&2
    $kubectl -n chatk8s get events --field-selector type=Warning --sort-by=.lastTimestamp | tail -n 10 >&2
    $kubectl -n chatk8s logs -l "app.kubernetes.io/name=${workload#*/}" --all-containers --tail=10 --prefix >&2
    exit 1
  fi
done
if $kubectl get namespace chatk8s-logs >/dev/null 2>&1; then
  $kubectl -n chatk8s-logs rollout status daemonset/collector --timeout="$timeout" || exit 1
fi
echo 'Ready. The page: make forward'
