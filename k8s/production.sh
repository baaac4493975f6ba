#!/bin/sh
# What production must be before it is deployed: with values of its own where the example has example.org, and with every
# image by its digest, for a tag may come to mean another one. KUBECTL OVERLAY
set -eu
kubectl=$1 overlay=$2
[ "$overlay" = production ] || exit 0
rendered=$($kubectl kustomize "k8s/overlays/$overlay")
list() { sort -u | tr '\n' ' ' | sed 's/ $//'; }
examples=$(printf '%s\n' "$rendered" | grep -o '[A-Za-z0-9.:/_-]*example\.org[A-Za-z0-9.:/_-]*' | list)
[ -z "$examples" ] || {
  echo "Production still has values of the example ($examples): set yours in k8s/overlays/$overlay/kustomization.yaml" >&2
  exit 1
}
floating=$(printf '%s\n' "$rendered" | sed -n 's/^ *\(- \)\{0,1\}image: //p' | grep -v '@sha256:[0-9a-f]\{64\}$' | list)
[ -z "$floating" ] || {
  echo "An image of production has a tag and no digest ($floating): make pin OVERLAY=production" >&2
  exit 1
}
