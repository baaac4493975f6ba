# Sourced by what follows a Job: shows each line of each of its pods once, pod after pod. It looks again and again, for a way
# that is held open may break, and of several pods kubectl would choose one. What a look does not get the next one shows.
of_job=batch.kubernetes.io/job-name
shown=$(mktemp -d)
trap 'rm -rf "$shown"' EXIT
trap 'exit 1' INT TERM
# show KUBECTL JOB, of the pods that have begun; fails where something could not be read.
show() {
  pods=$($1 get pods -l "$of_job=$2" --sort-by=.metadata.creationTimestamp \
    -o 'jsonpath={range .items[?(@.status.phase!="Pending")]}{.metadata.name}{"\n"}{end}' 2>/dev/null) || return 1
  failed=0
  for pod in $pods; do
    touch "$shown/$pod"
    $1 logs "$pod" >"$shown/now" 2>/dev/null || { failed=1; continue; }
    tail -n "+$(($(wc -l <"$shown/$pod") + 1))" "$shown/now"
    mv "$shown/now" "$shown/$pod"
  done
  return "$failed"
}
# The same when it has ended.
show_rest() {
  for pause in 1 2 4 8; do
    ! show "$@" || return 0
    sleep "$pause"
  done
  echo 'Not all that it said could be read.' >&2
}
