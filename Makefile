# Two commands: `make demo` shows a working example country, `make test` proves it. Both install what they need.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8765
DEMO := demo-data/demo.cground

.PHONY: demo demo-region test check manual mutants chaos bench assets install install-dev services wheel clean lock

demo: install assets  ## install, invent a country, and serve it
	@mkdir -p demo-data
	$(BIN)/commonground --database $(DEMO) demo
	$(BIN)/commonground --database $(DEMO) serve --port $(PORT)

demo-region: install assets  ## invent a region of four countries, a council and a fund that exchange, and serve all six (NODE=council for one)
	@mkdir -p demo-data
	$(BIN)/commonground demo-region demo-data/region $(if $(NODE),--node $(NODE),--serve)

test: install-dev services assets check  ## install everything, then every test on both stores
	$(BIN)/python tests/run.py

check: install-dev  ## lint, types, architecture
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports

manual: install-dev assets  ## the pictures of docs/manual, taken anew by the journeys
	TEST_MANUAL=1 $(BIN)/python -m pytest tests/journeys/test_roles.py

mutants: install-dev  ## deliberate defects in the exchange, each of which a test has to kill (some minutes)
	$(BIN)/python tests/mutants.py

chaos: install-dev  ## four programmes behind a road on which everything goes wrong, by a thousand seeds (hours)
	$(BIN)/python tests/chaos

bench: install-dev services assets  ## ratios against named peers (long)
	$(BIN)/python -m bench

assets: install  ## page assets from npm by the lock file, and compiled catalogues
	$(BIN)/python -m commonground.ui.assets

wheel: install-dev assets  ## a wheel with its page assets inside
	$(BIN)/python -m build --wheel --no-isolation --outdir dist

install: .make/installed
install-dev: .make/installed-dev

$(BIN)/python:
	$(PYTHON) tests/machine.py python || true
	$(PYTHON) -m venv $(VENV)

.make/installed: $(BIN)/python pyproject.toml requirements/base.txt
	@mkdir -p .make
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.make/installed-dev: $(BIN)/python pyproject.toml requirements/dev.txt
	@mkdir -p .make
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .make/installed

services:  ## PostgreSQL with PostGIS and Chromium from the distribution, where they are missing
	$(PYTHON) tests/machine.py services

clean:
	rm -rf .make build dist $(VENV) demo-data

lock:  ## compile the hash-pinned requirements from pyproject.toml (needs pip-tools)
	pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
	  --allow-unsafe --strip-extras --extra server -o requirements/base.txt pyproject.toml requirements/build.in
	pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
	  --allow-unsafe --strip-extras --extra server --extra distributed --extra dev -o requirements/dev.txt pyproject.toml requirements/build.in
