# Everything a developer types. `make` or `make help` lists it.
#
# Each lock file in requirements/ has a virtual environment in .venv/ of its own, because ministack, the SAM CLI and
# checkov pin common libraries in versions of their own. One is rebuilt when its lock file changes. Nothing is compiled in
# advance: half of an installation's time would go into modules that nobody imports.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help start test test-browser check bench bench-search bench-scale bench-ai bench-realtime load reindex generate \
	web check-web test-web check-openapi catalogues replay sam-local sam-smoke deploy deploy-local lock clean

# The first of these that is Python 3.13; `make PYTHON=/path/to/python3.13 …` overrides.
CANDIDATES = $(PYTHON) python3.13 python3 python $(wildcard $(HOME)/.pyenv/versions/3.13*/bin/python)
FIND_PYTHON = for p in $(CANDIDATES); do \
	"$$p" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null && exec echo "$$p"; \
	done; echo "Python 3.13 not found: install it, or name it with make PYTHON=/path/to/python3.13" >&2; exit 1

DEV = .venv/dev/bin
LAYER_LOCK = layers/dependencies/requirements.txt

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

start: .venv/dev.stamp .venv/ministack.stamp  ## The whole stack on http://localhost:3000 (PORT=… for another port)
	@exec $(DEV)/python -m local

test: .venv/dev.stamp .venv/ministack.stamp  ## Every test (ARGS="tests/unit -k login" for some)
	@$(DEV)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal $(ARGS)

test-browser: .venv/browser.stamp .venv/ministack.stamp  ## The widget and the console in Chromium (CHROMIUM=/path/to/it)
	@.venv/browser/bin/python -m pytest tests/browser $(ARGS)

check: .venv/dev.stamp .venv/checkov.stamp  ## Lint, who imports whom, types and the template's rules
	@$(DEV)/ruff check .
	@$(DEV)/ruff format --check .
	@PYTHONPATH=shared $(DEV)/lint-imports --no-logo
	@$(DEV)/mypy local functions shared tests tools benchmarks --exclude benchmarks/starts/stacks
	@$(DEV)/cfn-lint template.yaml
	@.venv/checkov/bin/checkov --config-file .checkov.yaml

bench: .venv/dev.stamp  ## The benchmarks behind the performance figures
	@$(DEV)/python -m benchmarks.starts $(ARGS)

bench-search: .venv/dev.stamp .venv/ministack.stamp  ## What search finds and costs, against a scan of everything (ARGS=100000)
	@$(DEV)/python -m benchmarks.search $(ARGS)

bench-scale: .venv/dev.stamp .venv/ministack.stamp  ## What every endpoint costs in tenants of many sizes (ARGS="1000 10000")
	@$(DEV)/python -m benchmarks.dynamodb.scale $(ARGS)

load: .venv/load.stamp .venv/dev.stamp .venv/ministack.stamp  ## A day in the life against the local gateway (MINUTES=5)
	@$(DEV)/python -m benchmarks.load $(or $(MINUTES),5)

reindex: .venv/dev.stamp  ## Rebuild a tenant's search index while it is in use (TENANT=ten_…)
	@$(DEV)/python -m tools.operate.reindex $(TENANT)

bench-ai: .venv/dev.stamp  ## How often the configured analyser is right (docs/ai.md)
	@$(DEV)/python -m benchmarks.ai.accuracy $(ARGS)

bench-realtime: .venv/dev.stamp .venv/ministack.stamp  ## How long a message takes to the other side's screen
	@$(DEV)/python -m benchmarks.realtime $(ARGS)

generate: .venv/dev.stamp  ## Make everything that follows from the code (ARGS="api events" for some, ARGS=--check to compare)
	@$(DEV)/python -m tools.generate $(ARGS)

web:  ## Build widget and console from their sources into web/dist (needs Node; `make start` does not)
	@for package in web/*/package.json; do \
		(cd "$$(dirname "$$package")" && npm ci --ignore-scripts --no-audit --no-fund && npm run build) || exit 1; \
	done

check-openapi: .venv/dev.stamp .venv/clients.stamp .venv/ministack.stamp tests/clients/node_modules/.installed  ## Others' linters, clients and requests with the OpenAPI document
	@$(DEV)/python -m pytest tests/clients $(ARGS)

tests/clients/node_modules/.installed: tests/clients/package-lock.json
	@cd tests/clients && npm ci --ignore-scripts --no-audit --no-fund && touch node_modules/.installed

check-web: web  ## That web/dist is what the sources are built to, byte by byte
	@git add --intent-to-add web/dist && git diff --exit-code --stat web/dist

test-web:  ## The types and unit tests of widget and console (needs Node)
	@for package in web/*/package.json; do \
		(cd "$$(dirname "$$package")" && npm ci --ignore-scripts --no-audit --no-fund && npm run check && npm test) || exit 1; \
	done

catalogues: .venv/dev.stamp  ## Collect what is said into the languages' catalogues, and compile them
	@$(DEV)/python -m tools.generate.catalogues

sam-local: .venv/dev.stamp .venv/ministack.stamp .venv/sam.stamp  ## The same template in real Lambda containers (needs Docker)
	@exec tools/sam/local.sh

sam-smoke: .venv/dev.stamp .venv/ministack.stamp .venv/sam.stamp  ## Try every function in a container (needs Docker)
	@$(DEV)/python -m tools.sam.smoke

deploy: .venv/sam.stamp  ## Build and deploy to AWS (ENV=dev or prod)
	@PATH="$(CURDIR)/.venv/sam/bin:$$PATH" sam build
	@.venv/sam/bin/sam deploy --config-env $(or $(ENV),dev)

replay: .venv/dev.stamp  ## Give a dead-letter queue's events back to their consumer (QUEUE=…; without it, list them; ENV=prod)
	@$(DEV)/python -m tools.operate.replay $(if $(ENV),--env $(ENV)) $(QUEUE)

deploy-local: .venv/ministack.stamp .venv/sam.stamp  ## Deploy to a passing ministack: does the template deploy?
	@tools/sam/deploy_to_ministack.sh

lock: .venv/dev.stamp  ## Recompile the lock files from their .in files
	@for name in layers/dependencies/requirements layers/push/requirements layers/rendering/requirements requirements/dev \
		$(filter-out requirements/dev,$(basename $(wildcard requirements/*.in benchmarks/starts/*.in))); do \
		echo "$$name.txt"; \
		$(DEV)/uv pip compile --quiet --no-config --universal --python-version 3.13 --generate-hashes --no-annotate \
			--custom-compile-command "make lock" $$name.in --output-file $$name.txt \
			$$(test $$name = requirements/browser && sed -nE 's/^([a-z0-9._-]+)==.*/--no-emit-package \1/p' requirements/dev.txt) \
			|| exit 1; \
	done

clean:  ## Remove virtual environments, builds and the local stack's data
	rm -rf .venv .local .artifacts .aws-sam .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

INSTALL = install() { python=$$($(FIND_PYTHON)) && echo "Installing $< into $(@:.stamp=) (once; again when it changes) …" && \
	rm -rf $(@:.stamp=) && $$python -m venv $(@:.stamp=) && \
	$(@:.stamp=)/bin/pip install --quiet --disable-pip-version-check --no-compile --require-hashes "$$@" -r $<; }

.venv/%.stamp: requirements/%.txt
	@$(INSTALL) && install && touch $@

# On top of the development environment, whose packages it sees.
.venv/browser.stamp: requirements/browser.txt .venv/dev.stamp
	@$(INSTALL) && install --no-deps && touch $@
	@echo "$(CURDIR)/.venv/dev/lib/python3.13/site-packages" >.venv/browser/lib/python3.13/site-packages/dev.pth
