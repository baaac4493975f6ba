#!/bin/sh
# What production must be before it is deployed: every image by its digest, for a tag may come to mean another one.
# KUBECTL OVERLAY
set -eu
kubectl=$1 overlay=$2
[ "$overlay" = production ] || exit 0
rendered=$($kubectl kustomize "k8s/overlays/$overlay")
floating=$(printf '%s\n' "$rendered" | sed -n 's/^ *\(- \)\{0,1\}image: //p' | grep -v '@sha256:[0-9a-f]\{64\}$' | sort -u | tr '\n' ' ')
[ -z "$floating" ] || {
  echo "An image of production has a tag and no digest (${floating% }): make pin OVERLAY=production" >&2
  exit 1
}
