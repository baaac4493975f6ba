#!/bin/sh
# Makes the rows anew on the cluster, in a Job, and follows it. Who stops following stops nothing: the same command follows
# again. Exits with 0 when the new rows are live, with 1 when not. KUBECTL NAMESPACE NODE
set -eu
k="$1 -n $2" node=$3
. "$(dirname "$0")/follow.sh"
# Nothing where there is none.
state() { $k get job rebuild --ignore-not-found -o 'jsonpath=found {.status.conditions[?(@.status=="True")].type}'; }
say() { echo "$*" >&2; }
now=$(state)
case "$now" in
  '' | *Complete* | *Failed*)
    $k delete job rebuild --ignore-not-found >&2
    $k get deployment persister -o json | $node src/local/rebuild-job.ts | $k create -f - >&2
    ;;
  *) say 'A rebuild is under way: this follows it.' ;;
esac
goes_on='The Job goes on: the same command follows it again.'
trap 'say "$goes_on"; exit 1' INT TERM
# So many looks in a row no pod had begun, or nothing was answered.
waiting=0 silent=0
while :; do
  now=$(state) || now=unknown
  show "$k" rebuild || true
  case "$now" in
    *Complete*) show_rest "$k" rebuild; exit 0 ;;
    *Failed*) show_rest "$k" rebuild; say 'The rows are as before; what to do is said above.'; exit 1 ;;
    '') say 'The Job was deleted. If it has not said that it exchanged them, the rows are as before: run it again.'; exit 1 ;;
    unknown) silent=$((silent + 1)) ;;
    *) silent=0 ;;
  esac
  [ "$silent" -le 30 ] || { say "The cluster does not answer. $goes_on"; exit 1; }
  [ -z "$pods" ] && waiting=$((waiting + 1)) || waiting=0
  [ "$waiting" -le 30 ] || { waiting=0; $k get pods -l "$of_job=rebuild" >&2 || true; }
  sleep 2
done
