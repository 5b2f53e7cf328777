# Every command for developers. `make` or `make help` lists them.
#
# Each lock file in requirements/ has its own virtual environment in .venv/, because ministack, the SAM CLI and checkov pin
# conflicting versions of common libraries. An environment is rebuilt when its lock file changes. Bytecode is not compiled at
# installation: that would double its duration for modules that are never imported. It is kept where a module is imported:
# tests and tools start hundreds of interpreters, and images for containers often forbid it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help start test recorded permissions calls test-browser check bench bench-search bench-scale bench-ai bench-ai-summaries bench-ai-topics bench-ai-public bench-ai-speed bench-console bench-realtime load audit faults kills reindex migrate delete-tenant reset-second-factor audit-dependencies licenses sbom generate screenshots \
	web check-web test-web check-openapi fuzz catalogues replay signing-keys sam-local sam-smoke deploy deploy-local lock clean

# The first of these that is Python 3.13 is used; `make PYTHON=/path/to/python3.13 …` overrides.
CANDIDATES = $(PYTHON) python3.13 python3 python $(wildcard $(HOME)/.pyenv/versions/3.13*/bin/python)
FIND_PYTHON = for p in $(CANDIDATES); do \
	"$$p" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null && exec echo "$$p"; \
	done; echo "Python 3.13 not found: install it, or name it with make PYTHON=/path/to/python3.13" >&2; exit 1

DEV = .venv/dev/bin
UV = .venv/uv/bin
LAYER_LOCK = layers/dependencies/requirements.txt

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

start: .venv/dev.stamp .venv/ministack.stamp  ## Run the whole stack on http://localhost:3000 (PORT=… for another port; docs/architecture.md has the other settings)
	@exec $(DEV)/python -m local

# One more than there are cores: tests of the API and of pages wait for a third of their time.
WORKERS = $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))

test: .venv/dev.stamp .venv/ministack.stamp  ## Run unit and API tests (ARGS="tests/unit -k login" for some of them)
	@$(DEV)/python -m pytest --numprocesses $(WORKERS) --maxprocesses 4 --dist worksteal $(ARGS)

RECORDED = $(CURDIR)/.local/recorded
recorded: .venv/dev.stamp .venv/ministack.stamp
	@rm -rf $(RECORDED) && mkdir -p $(RECORDED)
	@PERMISSIONS_USED=$(RECORDED) RECORD_CALLS=$(RECORDED)/calls.jsonl \
		$(DEV)/python -m pytest tests/api --numprocesses auto --maxprocesses 4 --dist worksteal

permissions: recorded  ## Run the API tests and list the permissions that the template grants and none of them used
	@$(DEV)/python -m tools.permissions $(RECORDED)

calls: recorded  ## Run the API tests, then the calls that DynamoDB got, one of each form, on ministack and moto, and compare
	@$(DEV)/python -m tools.calls $(RECORDED)/calls.jsonl

faults: .venv/dev.stamp  ## Let every fault befall every call to AWS of every function, and audit the day (an hour or two; EVERY=800 for a minute, ONLY="name", BY=transport)
	@FAULTS_EVERY=$(or $(EVERY),1) FAULTS_ONLY="$(ONLY)" FAULTS_BY="$(or $(BY),transport botocore)" $(DEV)/python -m pytest -q -s tests/unit/simulation/test_faults.py $(ARGS)

kills: .venv/dev.stamp .venv/ministack.stamp  ## Kill the local stack twenty times under load, and look for what it had acknowledged (KILLS=…)
	@KILLS=$(or $(KILLS),20) $(DEV)/python -m pytest -q tests/api/test_kills.py

test-browser: .venv/browser.stamp .venv/ministack.stamp tests/provider/node_modules/.installed  ## Run the widget and console tests in Chromium (CHROMIUM=/path/to/it; needs Node)
	@.venv/browser/bin/python -m pytest tests/browser --numprocesses $(WORKERS) --maxprocesses 3 --dist worksteal $(ARGS)

check: .venv/dev.stamp .venv/checkov.stamp  ## Run linters, type checker, import rules and template checks
	@$(DEV)/ruff check .
	@$(DEV)/ruff format --check .
	@PYTHONPATH=shared $(DEV)/lint-imports --no-logo
	@$(DEV)/mypy local functions shared tests tools benchmarks --exclude benchmarks/starts/stacks
	@$(DEV)/cfn-lint template.yaml
	@.venv/checkov/bin/checkov --config-file .checkov.yaml

bench: .venv/dev.stamp  ## Benchmark cold starts, CPU and memory (docs/performance.md)
	@$(DEV)/python -m benchmarks.starts $(ARGS)

bench-search: .venv/dev.stamp .venv/ministack.stamp  ## Benchmark search against a full scan (ARGS=100000 for the number of messages)
	@$(DEV)/python -m benchmarks.search $(ARGS)

bench-scale: .venv/dev.stamp .venv/ministack.stamp  ## Measure every endpoint in tenants of several sizes (ARGS="1000 10000")
	@$(DEV)/python -m benchmarks.dynamodb.scale $(ARGS)

load: .venv/load.stamp .venv/dev.stamp .venv/ministack.stamp  ## Simulate a working day against the local gateway (MINUTES=5)
	@$(DEV)/python -m benchmarks.load $(or $(MINUTES),5)

delete-tenant: .venv/dev.stamp  ## Count what a tenant owns, or delete all of it (TENANT=ten_…, CONFIRM=ten_…, ENV=prod)
	@$(DEV)/python -m tools.operate.delete_tenant $(TENANT) $(if $(ENV),--env $(ENV)) $(if $(CONFIRM),--confirm $(CONFIRM))

audit-dependencies: .venv/dev.stamp .venv/supply.stamp  ## Look for advisories that concern our dependencies (requirements/advisories.toml has the exceptions)
	@$(DEV)/python -m tools.supply.audit

licenses: .venv/dev.stamp  ## List the licenses of what is shipped in docs/licenses.md
	@$(DEV)/python -m tools.supply.licenses

sbom: .venv/dev.stamp .venv/supply.stamp  ## Write a release's bill of materials (CycloneDX) to .artifacts/sbom (needs Node)
	@$(DEV)/python -m tools.supply.sbom

reset-second-factor: .venv/dev.stamp  ## Turn off a user's two-factor authentication (EMAIL=…, ENV=prod)
	@$(DEV)/python -m tools.operate.reset_second_factor $(EMAIL) $(if $(ENV),--env $(ENV))

audit: .venv/dev.stamp  ## Compare messages, counters, roll-ups, search index, events and files (TENANT=ten_…, ENV=prod, ARGS=--repair to mend)
	@$(DEV)/python -m tools.operate.audit $(TENANT) $(if $(ENV),--env $(ENV)) $(ARGS)

reindex: .venv/dev.stamp  ## Rebuild a tenant's search index while it is in use (TENANT=ten_…, ENV=prod)
	@$(DEV)/python -m tools.operate.reindex $(TENANT) $(if $(ENV),--env $(ENV))

migrate: .venv/dev.stamp  ## Bring a table that an earlier version wrote to its present form while it is in use (TENANT=ten_… for one, ENV=prod, ARGS=--dry-run)
	@$(DEV)/python -m tools.operate.migrate $(TENANT) $(if $(ENV),--env $(ENV)) $(ARGS)

bench-ai: .venv/dev.stamp  ## Measure the accuracy of the configured analyzer (docs/ai.md)
	@$(DEV)/python -m benchmarks.ai.accuracy $(ARGS)

bench-ai-summaries: .venv/dev.stamp  ## Measure what the embedded analyzer quotes in summaries of open conversations
	@$(DEV)/python -m benchmarks.ai.summaries

bench-ai-topics: .venv/dev.stamp  ## Measure how well topics are found in MultiDoGO's dialogues (ARGS=FOLDER with them)
	@$(DEV)/python -m benchmarks.ai.multidogo $(ARGS)

bench-ai-public: .venv/dev.stamp  ## Measure sentiment in public sets (ARGS=FOLDER with the files that benchmarks/ai/public.json names)
	@$(DEV)/python -m benchmarks.ai.public $(ARGS)

bench-ai-speed: .venv/dev.stamp  ## Measure the embedded analyzer's time by messages and topics (ARGS="--before COMMIT" to compare)
	@$(DEV)/python -m benchmarks.ai.speed $(ARGS)

bench-realtime: .venv/dev.stamp .venv/ministack.stamp  ## Measure the delivery time of messages over WebSockets
	@$(DEV)/python -m benchmarks.realtime $(ARGS)

bench-console: .venv/browser.stamp .venv/ministack.stamp  ## Measure the console's start, a long list and a long thread (ARGS="--before COMMIT" to compare; CHROMIUM=/path/to/it)
	@.venv/browser/bin/python -m benchmarks.console $(ARGS)

generate: .venv/dev.stamp  ## Regenerate everything derived from the code (ARGS="api events" for some of it, ARGS=--check to compare)
	@$(DEV)/python -m tools.generate $(ARGS)

screenshots: .venv/browser.stamp .venv/ministack.stamp  ## Retake the README's screenshots (CHROMIUM=/path/to/it)
	@.venv/browser/bin/python -m tools.generate.screenshots

NODE_MODULES = $(patsubst %/package.json,%/node_modules/.installed,$(wildcard web/*/package.json))

web: $(NODE_MODULES)  ## Build widget and console into web/dist (needs Node; `make start` does not)
	@for package in web/*/package.json; do (cd "$$(dirname "$$package")" && npm run build) || exit 1; done

%/node_modules/.installed: %/package-lock.json
	@cd $* && npm ci --ignore-scripts --no-audit --no-fund && touch node_modules/.installed

check-openapi: .venv/dev.stamp .venv/clients.stamp .venv/ministack.stamp tests/clients/node_modules/.installed  ## Validate the OpenAPI document with third-party linters and generated clients (needs Node)
	@$(DEV)/python -m pytest tests/clients tests/fuzz $(ARGS)

fuzz: .venv/dev.stamp .venv/clients.stamp  ## Try generated requests and histories by chance, for half an hour (FUZZ=200 for twice as many)
	@FUZZ=$(or $(FUZZ),100) $(DEV)/python -m pytest --capture=tee-sys tests/fuzz $$(grep -rl --include="test_*.py" tests.support.fuzzing tests/unit) $(ARGS)

check-web: web  ## Check that web/dist is what the sources build to, byte by byte
	@git add --intent-to-add web/dist && git diff --exit-code --stat web/dist

test-web: $(NODE_MODULES)  ## Check types and run unit tests of widget and console (needs Node)
	@for package in web/*/package.json; do (cd "$$(dirname "$$package")" && npm run check && npm test) || exit 1; done

catalogues: .venv/dev.stamp  ## Extract texts into the language catalogs and compile them
	@$(DEV)/python -m tools.generate.catalogues

sam-local: .venv/dev.stamp .venv/ministack.stamp .venv/sam.stamp  ## Serve the API from real Lambda containers (needs Docker)
	@exec tools/sam/local.sh

sam-smoke: .venv/dev.stamp .venv/ministack.stamp .venv/sam.stamp  ## Invoke every function in a Lambda container (needs Docker)
	@$(DEV)/python -m tools.sam.smoke

deploy: ENV = dev
deploy: .venv/sam.stamp .venv/dev.stamp  ## Build and deploy to AWS, with rollback on alarms (ENV=dev or prod)
	@architecture=$$(sed -n '/^\[$(ENV)\.deploy/,/^\[/s/.*"\?Architecture=\([a-z0-9_]*\).*/\1/p' samconfig.toml) && \
		PATH="$(CURDIR)/.venv/sam/bin:$$PATH" tools/sam/build.sh "$${architecture:-arm64}"
	@.venv/sam/bin/sam deploy --config-env $(ENV)
	@$(DEV)/python -m tools.operate.rollback $(ENV)

replay: .venv/dev.stamp  ## Redrive a dead-letter queue (QUEUE=…; without it, list the queues; ENV=prod)
	@$(DEV)/python -m tools.operate.replay $(if $(ENV),--env $(ENV)) $(QUEUE)

signing-keys: .venv/dev.stamp  ## List the keys that tokens are signed with, or remove a stolen one (REMOVE=k…; ENV=prod)
	@$(DEV)/python -m tools.operate.signing_keys $(if $(ENV),--env $(ENV)) $(if $(REMOVE),--remove $(REMOVE))

deploy-local: .venv/ministack.stamp .venv/sam.stamp  ## Deploy the template to a temporary ministack and call the API
	@tools/sam/deploy_to_ministack.sh

lock: .venv/uv.stamp  ## Recompile the lock files from their .in files
	@for name in layers/dependencies/requirements layers/push/requirements layers/rendering/requirements requirements/dev \
		$(filter-out requirements/dev,$(basename $(wildcard requirements/*.in benchmarks/starts/*.in))); do \
		echo "$$name.txt"; \
		$(UV)/uv pip compile --quiet --no-config --universal --python-version 3.13 --generate-hashes --no-annotate \
			--custom-compile-command "make lock" $$name.in --output-file $$name.txt \
			$$(test $$name = requirements/browser && sed -nE 's/^([a-z0-9._-]+)==.*/--no-emit-package \1/p' requirements/dev.txt) \
			|| exit 1; \
	done

clean:  ## Remove virtual environments, builds and the local stack's data
	rm -rf .venv .local .artifacts .aws-sam .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# By uv, which takes a tenth of pip's time. It does not read pip's settings: where the package index is named only there, it
# finds nothing, and pip installs.
CREATE = python=$$($(FIND_PYTHON)) && echo "Installing $< into $(@:.stamp=) (once; again when it changes) …" && \
	rm -rf $(@:.stamp=) && $$python -m venv
PIP_INSTALL = install --quiet --disable-pip-version-check --no-compile --require-hashes
INSTALL = install() { $(CREATE) --without-pip $(@:.stamp=) && \
	{ $(UV)/uv pip install --quiet --python $(@:.stamp=) --require-hashes "$$@" -r $< || \
	$(UV)/pip --python $(@:.stamp=) $(PIP_INSTALL) "$$@" -r $<; }; }

.venv/uv.stamp: requirements/uv.txt
	@$(CREATE) $(@:.stamp=) && $(UV)/pip $(PIP_INSTALL) -r $< && touch $@

.venv/%.stamp: requirements/%.txt | .venv/uv.stamp
	@$(INSTALL) && install && touch $@

# The build's alone: otherwise each of pytest's workers compiles all tests at the same time.
.venv/collected.stamp: .venv/dev.stamp
	@$(DEV)/python -m pytest --collect-only -qq >/dev/null && touch $@

# checkov's parser of paths makes its tables anew for each reference in the template, which takes two thirds of a run,
# unless it finds them beside it.
TABLES = import os, ply.yacc; from bc_jsonpath_ng.ext import parser; make = ply.yacc.yacc; \
	ply.yacc.yacc = lambda **how: make(**how | {"write_tables": True, "outputdir": os.path.dirname(parser.__file__)}); \
	parser.parse("a")
.venv/checkov.stamp: requirements/checkov.txt | .venv/uv.stamp
	@$(INSTALL) && install && $(@:.stamp=)/bin/python -c '$(TABLES)' && touch $@

# On top of the development environment, whose packages it sees.
.venv/browser.stamp: requirements/browser.txt .venv/dev.stamp | .venv/uv.stamp
	@$(INSTALL) && install --no-deps && touch $@
	@echo "$(CURDIR)/.venv/dev/lib/python3.13/site-packages" >.venv/browser/lib/python3.13/site-packages/dev.pth
