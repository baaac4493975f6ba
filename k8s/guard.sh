#!/bin/sh
# Nobody changes production by a forgotten `kubectl config use-context` or a forgotten OVERLAY. KUBECTL OVERLAY CONTEXT
set -eu
kubectl=$1 overlay=$2 said=$3
context=$($kubectl config current-context 2>/dev/null) || { echo 'kubectl has no context: set KUBECONFIG.' >&2; exit 1; }
live=$($kubectl get namespace chatk8s --ignore-not-found -o 'jsonpath={.metadata.labels.chatk8s\.io/overlay}')
if [ "$live" = production ] && [ "$overlay" != production ]; then
  echo "What runs in the context $context was deployed as production. If that is meant: OVERLAY=production CONTEXT=$context" >&2
  exit 1
fi
[ "$overlay" != production ] || [ "$said" = "$context" ] || {
  echo "This changes production in the context $context. If that is meant: CONTEXT=$context" >&2
  exit 1
}
