#!/bin/sh
# Removes everything that runs and keeps what was said: the namespaces and the claims stay. KUBECTL
set -eu
kubectl=$1
for namespace in chatk8s chatk8s-logs; do
  $kubectl get namespace "$namespace" >/dev/null 2>&1 || continue
  $kubectl -n "$namespace" delete --ignore-not-found --wait --timeout=180s -l app.kubernetes.io/part-of=chatk8s \
    deployment,statefulset,daemonset,hpa,pdb,service,networkpolicy,configmap,secret,serviceaccount
done
$kubectl delete --ignore-not-found clusterrole,clusterrolebinding -l app.kubernetes.io/part-of=chatk8s
echo 'Everything is stopped. The claims with the log, the rows and the log lines stay: make deploy finds them again.'
