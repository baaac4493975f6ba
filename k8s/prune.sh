#!/bin/sh
# Removes what earlier deployments left: ConfigMaps and Secrets carry a hash of their content in their names, and a
# changed one is a new one. What a pod or an Ingress names stays, and what a revision names that can be rolled back to.
# KUBECTL
set -eu
kubectl=$1
for namespace in chatk8s chatk8s-logs; do
  $kubectl get namespace "$namespace" >/dev/null 2>&1 || continue
  users=$($kubectl -n "$namespace" get -o json \
    pods,deployments,replicasets,statefulsets,daemonsets,controllerrevisions,cronjobs,jobs,ingresses)
  for object in $($kubectl -n "$namespace" get configmaps,secrets -l app.kubernetes.io/part-of=chatk8s -o name); do
    name=${object#*/}
    case $name in *-[a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9]) ;; *) continue ;; esac
    case $users in *"\"$name\""*) ;; *) $kubectl -n "$namespace" delete "$object" ;; esac
  done
done
