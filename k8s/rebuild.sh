#!/bin/sh
# Makes the rows anew on the cluster, in a Job, and follows it. Who stops following stops nothing: the same command follows
# again. Exits with 0 when the new rows are live, with 1 when not. KUBECTL NAMESPACE NODE
set -eu
k="$1 -n $2" node=$3
if [ "$($k get job rebuild --ignore-not-found -o 'jsonpath={.status.active}')" ]; then
  echo 'A rebuild is under way: this follows it.' >&2
else
  $k delete job rebuild --ignore-not-found >&2
  $k get deployment persister -o json | $node src/local/rebuild-job.ts | $k create -f - >&2
fi
while :; do
  $k logs -f job/rebuild --pod-running-timeout=5m || true
  said=$($k get job rebuild -o 'jsonpath={.status.conditions[?(@.status=="True")].type}')
  case "$said" in
    *Complete*) exit 0 ;;
    *Failed*) echo 'The rows are as before; what to do is said above.' >&2; exit 1 ;;
  esac
  sleep 2
done
