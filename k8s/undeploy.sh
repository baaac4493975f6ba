#!/bin/sh
# Removes everything that runs and keeps what was said: the namespaces and the claims stay. KUBECTL
set -eu
kubectl=$1
kinds=cronjob,job,deployment,statefulset,daemonset,hpa,pdb,service,ingress,networkpolicy,configmap,secret,serviceaccount
# What only components make, where the cluster knows it.
for kind in gateways.gateway.networking.k8s.io httproutes.gateway.networking.k8s.io \
  podmonitors.monitoring.coreos.com prometheusrules.monitoring.coreos.com; do
  if $kubectl get crd "$kind" >/dev/null 2>&1; then kinds=$kinds,$kind; fi
done
for namespace in chatk8s chatk8s-logs; do
  $kubectl get namespace "$namespace" >/dev/null 2>&1 || continue
  $kubectl -n "$namespace" delete --ignore-not-found --wait --timeout=180s \
    -l app.kubernetes.io/part-of=chatk8s "$kinds"
done
$kubectl delete --ignore-not-found clusterrole,clusterrolebinding -l app.kubernetes.io/part-of=chatk8s
echo 'Everything is stopped. The claims with the log, the rows and the log lines stay: make deploy finds them again.'
