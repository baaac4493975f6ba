#!/bin/sh
# Proves on the cluster that the rows are the log: a Job of the CronJob `verify`, whose lines are shown and whose exit code this
# ends with. FROM, TO and MAX of the environment go to it. KUBECTL NAMESPACE
set -eu
k="$1 -n $2"
job=verify-$(date +%s)-$$
given=
for name in FROM TO MAX; do
  eval "value=\${$name-}"
  [ -z "$value" ] || given="$given $name=$value"
done
case $given in *[!A-Za-z0-9=\ ]*) echo 'FROM and MAX are numbers, TO is log or checkpoint.' >&2; exit 78 ;; esac
. "$(dirname "$0")/follow.sh"
trap 'rm -rf "$shown"; $k delete job "$job" --ignore-not-found --wait=false >/dev/null' EXIT
trap 'exit 2' INT TERM
# Without a name to set, kubectl would list what is set.
manifest=$($k create job "$job" --from=cronjob/verify --dry-run=client -o yaml) || exit 2
[ -z "$given" ] || manifest=$(echo "$manifest" | $k set env --local -f - -o yaml $given) || exit 2
echo "$manifest" | $k create -f - >/dev/null || exit 2
pod() { $k get pods -l "$of_job=$job" -o "jsonpath={.items[0]$1}" 2>/dev/null; }
state=.status.containerStatuses[0].state
# So often in a row it was no word of a pod that runs or has ended.
silent=0
until code=$(pod "$state.terminated.exitCode") && [ -n "$code" ]; do
  if [ -n "$(pod "$state.running")" ]; then silent=0; else silent=$((silent + 1)); fi
  if [ "$silent" -gt 120 ]; then
    echo "The Job $job does not start, or its pod is gone: $(pod "$state.waiting")" >&2
    exit 2
  fi
  show "$k" "$job" || true
  sleep 1
done
show_rest "$k" "$job"
exit "$code"
