# On Kubernetes. OVERLAY names what is deployed (local, production); the current context of kubectl says where.
# Every target waits for what it started and fails when that failed. What changes production, or a namespace that was
# deployed as production, asks for CONTEXT=<current context>: see guard.sh.
OVERLAY ?= local
IMAGE ?= chatk8s:dev
KUBECTL ?= kubectl
DOCKER ?= docker
NAMESPACE := chatk8s
WAIT ?= 300s
# What is given on the command line reaches a shell as data, in its environment, and never as text of a command. What
# stands in it is not make's text either: make would expand $(shell …) while it exports.
given := SVC ROOM N DIR SQL OVERLAY CONTEXT CONFIRM PORT
$(foreach name,$(given),$(if $(value $(name)),$(eval override $(name) := $$(value $(name)))$(eval export $(name))))
ifneq ($(words $(value OVERLAY))$(shell printf %s '$(subst ','\'',$(value OVERLAY))' | tr -d 'a-z0-9-'),1)
$(error OVERLAY is the name of a directory of k8s/overlays)
endif
OVERLAY_DIR := k8s/overlays/$(OVERLAY)
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
k := $(KUBECTL) -n $(NAMESPACE)

##@ Kubernetes (OVERLAY=local|production)
.PHONY: image
image: ## The one image of all our programs, as IMAGE (chatk8s:dev)
	$(DOCKER) build $(DOCKER_BUILD_ARGS) --build-arg VERSION=$(VERSION) -t $(IMAGE) .

.PHONY: secrets
secrets: ## Random credentials for production, made once and never overwritten
	@k8s/secrets.sh k8s/overlays/production/secrets

.PHONY: certificates
certificates: ## For the component tls: an authority, and what NATS and Postgres show; renews what ends within 30 days
	@k8s/certificates.sh $(OVERLAY_DIR)/certificates

.PHONY: validate
validate: $(INSTALLED) ## Renders every overlay and sensible combination of components and checks them against the API's schemas
	@$(MOCHA) 'test/manifests/**/*.test.ts'

.PHONY: pin
pin: $(INSTALLED) credentials ## The digest of each image, as the nodes or the registry give it, into the overlay: OVERLAY=production
	@KUBECTL='$(KUBECTL)' DOCKER='$(DOCKER)' $(NODE) src/local/pin.ts

.PHONY: diff
diff: guard credentials ## What deploy would change
	@if $(KUBECTL) get namespace $(NAMESPACE) >/dev/null 2>&1; then $(KUBECTL) diff -k $(OVERLAY_DIR) || [ $$? -eq 1 ]; \
	  else echo 'Nothing is deployed yet: all of it is new.'; fi

.PHONY: deploy
deploy: guard credentials ## Applies everything, waits until it is ready, removes configuration that nothing uses any more
	@k8s/production.sh '$(KUBECTL)' '$(OVERLAY)'
	@$(KUBECTL) apply -k $(OVERLAY_DIR)
	@k8s/wait.sh '$(KUBECTL)' $(WAIT)
	@k8s/prune.sh '$(KUBECTL)'

.PHONY: undeploy
undeploy: guard ## Removes everything but the namespaces and the claims: deploy finds the data again
	@k8s/undeploy.sh '$(KUBECTL)'

.PHONY: purge
purge: guard ## Removes the namespaces with all data (CONFIRM=yes)
	@[ "$$CONFIRM" = yes ] || { echo 'This deletes every message and every log line. Say CONFIRM=yes.' >&2; exit 1; }
	@$(KUBECTL) delete namespace chatk8s chatk8s-logs --ignore-not-found --wait --timeout=$(WAIT)
	@$(KUBECTL) delete --ignore-not-found clusterrole,clusterrolebinding -l app.kubernetes.io/part-of=chatk8s

.PHONY: status
status: ## Pods, replicas, claims, and what Kubernetes complained about lately
	@$(k) get pods,deployments,statefulsets,hpa,pvc -o wide
	@$(KUBECTL) -n chatk8s-logs get pods,daemonsets -o wide
	@$(k) get events --field-selector type=Warning --sort-by=.lastTimestamp | tail -n 15

.PHONY: logs
logs: ## Follows the logs of one service: SVC=gateway|persister|webhooks|nats|postgres|loki|collector
	@service=$${SVC:-gateway}; name=app.kubernetes.io/name=$$service; \
	  [ "$$service" = collector ] && namespace=chatk8s-logs || namespace=$(NAMESPACE); \
	  [ -n "$$($(KUBECTL) -n $$namespace get pods -l "$$name" -o name)" ] || { echo "There is no service $$service." >&2; exit 1; }; \
	  $(KUBECTL) -n $$namespace logs -f --prefix --tail=100 --max-log-requests=20 -l "$$name" --all-containers

.PHONY: scale
scale: guard ## Between 1 and N gateways, by load: N=3
	@case $$N in ''|0*|*[!0-9]*) echo 'Say how many at most, as a number: N=3' >&2; exit 1;; esac
	@$(k) patch hpa gateway --type=merge -p '{"spec":{"maxReplicas":'"$$N"'}}'

.PHONY: restart
restart: guard ## Rolls one service over: SVC=gateway|persister|webhooks|nats|postgres|loki
	@[ -n "$$SVC" ] || { echo 'Say which service: SVC=gateway' >&2; exit 1; }
	@kind=$$($(k) get deploy,sts -l "app.kubernetes.io/name=$$SVC" -o name | head -n 1); \
	  [ -n "$$kind" ] || { echo "There is no service $$SVC." >&2; exit 1; }; \
	  $(k) rollout restart "$$kind" && $(k) rollout status "$$kind" --timeout=$(WAIT)

.PHONY: rollback
rollback: guard ## The version before: SVC=gateway|persister|webhooks
	@[ -n "$$SVC" ] || { echo 'Say which service: SVC=gateway' >&2; exit 1; }
	@$(k) rollout undo "deploy/$$SVC" && $(k) rollout status "deploy/$$SVC" --timeout=$(WAIT)

.PHONY: forward
forward: ## The chat on http://localhost:PORT (8080) until Ctrl-C
	@$(k) port-forward svc/gateway "$${PORT:-8080}:80"

.PHONY: psql
psql: ## The rows, read-only, in psql, or one question: SQL="select …"
	@# The password goes in by stdin, to a file that only the pod's user reads: an argument shows in every process list.
	@$(k) get secret operator -o 'jsonpath={.data.DB_PASSWORD}' | base64 -d | \
	  $(k) exec -i postgres-0 -- sh -c 'umask 077; printf "127.0.0.1:*:*:operator:%s\n" "$$(cat | sed "s/[\\\\:]/\\\\&/g")" >/tmp/.pgpass-operator'
	@[ -t 0 ] && on=-it || on=-i; \
	  $(k) exec $$on postgres-0 -- env PGPASSFILE=/tmp/.pgpass-operator psql -h 127.0.0.1 -U operator -d chat $${SQL:+-c "$$SQL"}

.PHONY: e2e-cluster
e2e-cluster: $(INSTALLED) ## What is promised of a cluster, proven on the current one, in namespaces of its own (IMAGE must be there)
	@IMAGE='$(IMAGE)' $(NODE) test/cluster/main.ts

.PHONY: guard
guard:
	@k8s/guard.sh '$(KUBECTL)' '$(OVERLAY)' "$$CONTEXT"

.PHONY: credentials
credentials:
	@! grep -q '\[secrets/' $(OVERLAY_DIR)/kustomization.yaml || [ -d $(OVERLAY_DIR)/secrets ] || \
	  { echo '$(OVERLAY_DIR) has no credentials: make secrets, or other tooling as its first lines say.' >&2; exit 1; }
	@! grep -q '\[certificates/' $(OVERLAY_DIR)/kustomization.yaml || [ -d $(OVERLAY_DIR)/certificates ] || \
	  { echo '$(OVERLAY_DIR) has no certificates: make certificates OVERLAY=$(OVERLAY), or cert-manager as its first lines say.' >&2; exit 1; }
