# ChatK8S: every task there is. `make` alone lists them. Needs git, make, Node >= 20 and npm; the rest it brings.
# Variables given on the command line (make run PORT=9000) reach the programs.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# What is given on the command line is text, not make's language: a dollar in a path stays one.
given := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
$(foreach name,$(given),$(eval override $(name) := $$(value $(name)))$(eval export $(name)))

DATA_DIR ?= .data
export DATA_DIR

# Node 26 comes from npm, locked like everything else; first on PATH so that programs find it, too.
BIN := node_modules/.bin
NODE := $(BIN)/node
export OWN_PATH := $(value PATH)
export PATH := $(CURDIR)/node_modules/.bin:$(OWN_PATH)
# These are of other programs of yours.
unexport NODE_ENV NODE_PATH
# npm writes this file last: it is as new as what is installed. Where somebody installed without scripts, without what
# development needs or for another kind of machine, it says nothing.
INSTALLED := node_modules/.package-lock.json
complete := $(and $(shell $(NODE) --version 2>/dev/null),$(wildcard node_modules/vite))
# Whatever npm was told elsewhere (npmrc, npm_config_…): everything, with its scripts, here.
NPM_CI := npm ci --include=dev --include=optional --ignore-scripts=false --bin-links=true --install-strategy=hoisted \
	--dry-run=false --package-lock-only=false --location=project --global=false --no-fund --no-audit --loglevel=error

##@ Chat
.PHONY: run
run: $(INSTALLED) ## Everything on this machine: NATS, Postgres, gateways, persister, webhooks, page (PORT, GATEWAYS, DATA_DIR, …)
	@$(foreground) $(NODE) src/local/main.ts

.PHONY: chat
chat: $(INSTALLED) ## Chat in this terminal, or through a pipe: NAME=me ROOM=lobby [FOLLOW=1] [LAST=20] [SINCE=1h] (docs/TERMINAL.md)
	@$(running); $(foreground) $(NODE) src/client/terminal/main.ts

.PHONY: page
page: $(INSTALLED) ## The page alone, anew with every change to it, before what 'make run' started (or CHAT_URL=http://…)
	@if [ -z "$$CHAT_URL" ]; then $(running); fi; first="$${CHAT_URLS%%/ws*}"; export CHAT_URL="$${CHAT_URL:-http$${first#ws}}"; \
	$(foreground) $(NODE) node_modules/vite/bin/vite.js src/web --host 127.0.0.1

.PHONY: replay
replay: $(INSTALLED) ## A room's log through the plain nats CLI: ROOM=lobby [SINCE=1h] [FROM=seq] [PACE=original] [RAW=1] [ON=cluster]
	@$(if $(filter cluster,$(ON)),k8s/nats.sh '$(KUBECTL)' operator,$(running); $(foreground)) $(NODE) src/local/replay.ts

.PHONY: backup
backup: $(INSTALLED) ## The whole log into a directory, while people talk: DIR=… [ON=cluster]
	@$(if $(filter cluster,$(ON)),k8s/nats.sh '$(KUBECTL)' backup,$(running); NATS_URL="$$NATS_BACKUP_URL"; $(foreground)) $(NODE) src/local/backup.ts

.PHONY: restore
restore: $(INSTALLED) ## A backup of the log to where there is none: DIR=… (nothing runs in DATA_DIR), or ON=cluster
	@$(if $(filter cluster,$(ON)),$(MAKE) -s guard && k8s/nats.sh '$(KUBECTL)' provision $(NODE) src/local/restore.ts,$(foreground) $(NODE) src/local/restore-here.ts)

.PHONY: admin
admin: $(INSTALLED) ## Who is an operator; gives and takes it, at once: [GRANT=name] [REVOKE=name]; bots: [BOT=name or HOOK=name ROOMS=a,b] [BOTS=all] [REVOKE_BOT=name] [BY=me] [ON=cluster]
	@$(if $(filter cluster,$(ON)),$(MAKE) -s guard && k8s/nats.sh '$(KUBECTL)' admin,$(running); NATS_URL="$$NATS_ADMIN_URL"; $(foreground)) $(NODE) src/gateway/tools/admin.ts

.PHONY: verify
verify: $(INSTALLED) ## Proves that the rows are the log, while people talk: [FROM=seq] [TO=log] [MAX=100] [ON=cluster]
	@$(if $(filter cluster,$(ON)),k8s/verify.sh '$(KUBECTL)' '$(NAMESPACE)',$(running); $(foreground) $(NODE) --enable-source-maps --max-old-space-size=128 src/persister/tools/verify.ts)

.PHONY: rebuild
rebuild: $(INSTALLED) ## The rows anew from the log, beside the live ones, while people talk; then exchanged: [DROP_OLD=1] [ON=cluster]
	@$(if $(filter cluster,$(ON)),$(MAKE) -s guard && k8s/rebuild.sh '$(KUBECTL)' '$(NAMESPACE)' $(NODE),$(running); $(foreground) $(NODE) src/local/rebuild-here.ts)

##@ Programs
.PHONY: client
client: $(INSTALLED) ## The package @chatk8s/client, for bots and pages of yours: dist/client/chatk8s-client-….tgz
	@$(NODE) src/client/package/build.ts

##@ Quality
.PHONY: test
test: tools ## All tests, against a real NATS and a real Postgres
	@$(TESTING) $(NODE) test/lanes.ts $(MOCHA_ARGS)

.PHONY: test-unit
test-unit: $(INSTALLED) ## Only what needs no server, in seconds (MOCHA_ARGS="-g pattern" picks, here and below)
	@$(MOCHA) $(call specs,unit)

.PHONY: test-integration
test-integration: tools ## Only what needs one program and real stores
	@$(MOCHA) $(call specs,integration)

.PHONY: test-e2e
test-e2e: tools ## Only what needs the whole chat
	@$(MOCHA) $(call specs,e2e)

.PHONY: chaos
chaos: tools ## The whole chat while everything goes wrong, judged: MINUTES=5 [MODE=r3] [SEED=1] [ONLY='kill gateway,…'] [PAIRS=0.3]
	@$(NODE) test/chaos/main.ts

.PHONY: mutants
mutants: tools ## Small bugs put in, one at a time: the tests must catch each (ONLY=G01,C picks by id)
	@$(NODE) test/mutants/main.ts

.PHONY: beside
beside: tools ## Another commit's gateway, persister, SDK and page beside this one's, forth and back: REF=main
	@$(NODE) test/beside/main.ts

.PHONY: check
check: $(INSTALLED) ## Format, lint (with the import arrows), types, the protocol's descriptions, the page's size
	@$(BIN)/biome ci .
	@$(BIN)/tsc -p .
	@$(BIN)/tsc -p src/web
	@$(BIN)/tsc -p src/web/worker
	@$(NODE) test/asyncapi/main.ts --check
	@$(NODE) test/openapi/main.ts --check
	@$(NODE) test/budget/main.ts

.PHONY: fmt
fmt: $(INSTALLED) ## Format everything, fix what the linter can fix
	@$(BIN)/biome check --write .

.PHONY: asyncapi
asyncapi: $(INSTALLED) ## docs/asyncapi.yaml anew from the schemas of frames, commands and facts
	@$(NODE) test/asyncapi/main.ts

.PHONY: openapi
openapi: $(INSTALLED) ## docs/openapi.yaml anew from the routes of the HTTP API
	@$(NODE) test/openapi/main.ts

##@ Speed
.PHONY: bench
bench: $(INSTALLED) ## All measurements
	@$(NODE) test/load/main.ts

.PHONY: bench-fanout
bench-fanout: $(INSTALLED) ## A room of 1,000 sockets on one gateway, against Socket.IO in the same run: what a delivery costs, and bench-rates
	@$(NODE) test/load/fanout.ts; failed=$$?; $(NODE) test/load/rates.ts && exit $$failed

.PHONY: bench-rates
bench-rates: $(INSTALLED) ## How long such a room waits at 20 to 240 events a second, and the server's CPU (RATES=120, ROUNDS=1)
	@$(NODE) test/load/rates.ts

.PHONY: bench-against
bench-against: $(INSTALLED) ## The measurements beside another commit's, in turns: REF=main [ONLY=publish,latency] [ROUNDS=3]
	@$(NODE) test/load/against.ts

.PHONY: bench-cold
bench-cold: $(INSTALLED) ## Entering a room nobody was in for long: 2,000,000 entries, 100,000 rooms, some minutes (ENTRIES, ROOMS)
	@$(NODE) test/load/cold-room.ts

.PHONY: bench-verify
bench-verify: $(INSTALLED) ## 1,000,000 rows proven, six minutes: rate, memory, and 20 planted differences (EVENTS)
	@$(NODE) test/load/verify.ts

.PHONY: bench-search
bench-search: $(INSTALLED) ## Searches over 1,000,000 messages, about ten minutes: how long they take, by kind, and what the index costs writing (MESSAGES)
	@$(NODE) test/load/search.ts

.PHONY: bench-page
bench-page: tools ## The page in a slowed-down Chromium: first message, back after 30,000, scrolling 100,000; beside REF=main (ROUNDS, MESSAGES, SECONDS, ONLY)
	@$(NODE) test/load/page.ts

.PHONY: soak
soak: $(INSTALLED) ## The promises at full size, about nine minutes: 5,000 messages sent again and again, kills, Postgres away
	@$(NODE) test/load/soak.ts

.PHONY: flood
flood: $(INSTALLED) ## 500 hostile sockets against 20 people who talk, eleven minutes (FLOOD_SECONDS, SHARED_ADDRESS=1, …)
	@$(NODE) test/load/flood.ts

.PHONY: presence
presence: tools ## What 2,000 people on three gateways cost who see who is there (PEOPLE, ROOMS)
	@$(NODE) test/load/presence.ts

.PHONY: returns
returns: $(INSTALLED) ## People who come back all the time, four minutes: memory of the gateway, what others notice (RETURNS, TEXT_BYTES, …)
	@$(NODE) test/load/returns.ts

include k8s/deploy.mk

##@ House
.PHONY: tools
tools: $(INSTALLED) ## nats-server, nats and kustomize: found on PATH, or fetched once (tests do it first)
	@$(NODE) src/local/fetch-tools.ts
.PHONY: install
install: $(INSTALLED) ## What is locked in package-lock.json (every other target does it when needed)

.PHONY: clean
clean: ## Removes what was built and installed; the chat's data (DATA_DIR) stays
	rm -rf dist node_modules

.PHONY: help
help:
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z][a-z0-9-]*:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Node reads this one before a test could take it away: tests ask this machine, which no proxy reaches.
# What Node makes of our files is kept from one test's program to the next one's (test/support/environment.ts).
TESTING = NODE_USE_ENV_PROXY= NODE_COMPILE_CACHE=node_modules/.cache/compiled
MOCHA = $(TESTING) $(NODE) node_modules/mocha/bin/mocha.js $(MOCHA_ARGS)
specs = 'test/$(1)/**/*.test.ts'

# What `make run` wrote about itself; without it nothing runs.
define running
if [ -f "$$DATA_DIR/env" ]; then case "$$DATA_DIR" in /*) . "$$DATA_DIR/env";; *) . "./$$DATA_DIR/env";; esac; \
	export CHAT_URLS OPS_URLS NATS_URL NATS_BACKUP_URL NATS_ADMIN_URL DATABASE_URL; \
	else echo "Nothing runs in $$DATA_DIR: start it with 'make run' in another terminal." >&2; exit 1; fi
endef

# On a terminal a program gets a process group of its own: Ctrl-C is then its business, and make reports the exit
# code it chose instead of dying of the signal itself. STOP_WITH: when make is killed, it stops, too.
foreground = [ ! -t 0 ] || set -m; STOP_WITH=$$PPID

$(INSTALLED): package-lock.json $(if $(complete),,incomplete) | fit
	@PATH="$$OWN_PATH"; \
	command -v node >/dev/null && command -v npm >/dev/null || { echo 'Node >= 20 and npm are needed: https://nodejs.org' >&2; exit 1; }; \
	node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' || { echo "Node >= 20 is needed, this is $$(node --version)" >&2; exit 1; }; \
	export HOME="$${HOME:-/}"; \
	[ -w "$$HOME" ] || { export npm_config_cache="$$(mktemp -d)"; trap 'rm -rf "$$npm_config_cache"' EXIT; }; \
	echo 'Installing what package-lock.json names (half a minute the first time) …'; \
	$(NPM_CI)
	@touch $@
	@said=$$($(NODE) --version 2>&1) || { rm -f $@; \
	case "$$said" in *libatomic*) said="$$said: apt-get install libatomic1";; esac; \
	echo "The installed Node does not start: $$said" >&2; exit 1; }; \
	echo "Installed, with Node $$said."

.PHONY: incomplete
incomplete:

# Postgres' initdb hands its own path to a shell in double quotes, Vite takes what follows a question mark away, and Node
# reads no module below a backslash.
UNFIT := Move this directory: in a path with $$ " ` ? or \ Postgres, Vite or Node do not start.
.PHONY: fit
fit:
	@$(if $(strip $(foreach character,$$ " ` ? \,$(findstring $(character),$(CURDIR)))),printf '%s\n' '$(UNFIT)' >&2; exit 1)
