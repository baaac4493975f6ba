#!/bin/sh
# Runs a command against the cluster's NATS, through a port-forward, with NATS_URL as one of its users: `operator`
# (reads everything), `backup` (copies the log), `admin` (says who is an operator) or `provision` (makes streams). With the component `tls` it checks the server as the programs do.
# KUBECTL USER COMMAND…
set -eu
kubectl=$1 user=$2
shift 2
secret=$user key=NATS_PASSWORD
case $user in
  backup) secret=operator key=NATS_BACKUP_PASSWORD ;;
  admin) secret=operator key=NATS_ADMIN_PASSWORD ;;
esac
if [ "$user" = provision ]; then
  secret=$($kubectl -n chatk8s get deployment persister -o 'jsonpath={.spec.template.spec.volumes[?(@.name=="provision-credentials")].secret.secretName}')
fi
password=$($kubectl -n chatk8s get secret "$secret" -o "jsonpath={.data.$key}" | base64 -d)
[ -n "$password" ] || { echo "The Secret $secret has no $key." >&2; exit 1; }
certificate=$($kubectl -n chatk8s get pod nats-0 -o 'jsonpath={.spec.volumes[?(@.name=="certificate")].secret.secretName}')
said=$(mktemp) authority=$(mktemp)
$kubectl -n chatk8s port-forward pod/nats-0 --address 127.0.0.1 :4222 >"$said" 2>&1 &
forward=$!
trap 'kill "$forward" 2>/dev/null || true; rm -f "$said" "$authority"' EXIT INT TERM
if [ -n "$certificate" ]; then
  $kubectl -n chatk8s get secret "$certificate" -o 'jsonpath={.data.ca\.crt}' | base64 -d >"$authority"
  export NATS_CA="$authority"
fi
tries=0
until port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$said") && [ -n "$port" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 100 ] || ! kill -0 "$forward" 2>/dev/null; then cat "$said" >&2; exit 1; fi
  sleep 0.1
done
NATS_URL="nats://$user:$password@127.0.0.1:$port" "$@"
