# `make site` builds the digest of seeds/, `make test` checks the program, `make test-site` the pages in a real browser.
# Each installs what it needs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
SHARED ?= ../shared
ARTICLES ?= 1000
ROUNDS ?= 3
VENV := .venv
BENCH := .venv-bench
AUDIT := .venv-audit
CLUSTER := .venv-cluster
FUZZ := .venv-fuzz
MINUTES ?= 10
BIN := $(VENV)/bin
BROWSER := tests/browser
export SHARED
export PIP_DISABLE_PIP_VERSION_CHECK := 1

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help site test test-site test-large test-cluster test-faults test-release fuzz audit audited bench bench-cluster score lint golden lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "digest needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

# Stamp files: a second run installs nothing unless the lock file or pyproject.toml has changed.
$(VENV)/.site: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.test: requirements-test.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-test.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.site

$(VENV)/.test-site: requirements-test-site.txt $(VENV)/.test
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-test-site.txt
	@touch $@

# A separate environment: Pelican needs other versions than the tests. No dependencies are resolved: pyproject.toml overrides one.
$(BENCH)/.installed: requirements-bench.txt pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --no-deps --require-hashes --requirement requirements-bench.txt
	$(BENCH)/bin/python -m pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.machine: $(BROWSER)/machine.sh | $(BIN)/python
	$(BROWSER)/machine.sh
	@touch $@

$(BROWSER)/node_modules/.installed: $(BROWSER)/package-lock.json $(VENV)/.machine
	cd $(BROWSER) && npm ci --loglevel=error
	@touch $@

site: $(VENV)/.site ## build output/ from seeds/ and print the address of the home page
	$(BIN)/digest build

test: $(VENV)/.test ## lint, types, import contracts, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist worksteal

test-site: $(VENV)/.test-site $(BROWSER)/node_modules/.installed ## check the pages in a real browser (installs Chromium)
	$(BIN)/python -m pytest -n 2 --dist worksteal $(BROWSER)

test-large: $(VENV)/.test-site $(BROWSER)/node_modules/.installed ## accessibility of a site of 2,000 articles
	FAULTS=whole $(BIN)/python -m pytest -n 2 --dist worksteal $(BROWSER)/test_large_site.py

# A separate environment: only the cluster tests need Dask and an S3 server.
$(CLUSTER)/.installed: requirements-test-cluster.txt pyproject.toml tests/cluster/machine.sh
	tests/cluster/machine.sh
	$(PYTHON) -m venv $(CLUSTER)
	$(CLUSTER)/bin/python -m pip install --quiet --require-hashes --requirement requirements-test-cluster.txt
	$(CLUSTER)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

test-cluster: $(CLUSTER)/.installed ## a Dask cluster, an object store and an SSH server, all on this machine (installs the last)
	$(CLUSTER)/bin/python -m pytest -n 2 --dist worksteal tests/cluster

test-release: ## before a release: full amounts of what the other targets try a part of
	FAULTS=whole $(MAKE) --no-print-directory test test-site test-cluster

bench-cluster: $(CLUSTER)/.installed ## articles per second with one worker and with two; docs/scale.md
	$(CLUSTER)/bin/python benchmarks/cluster.py

test-faults: $(VENV)/.test ## kills, full disks, hostile texts and requests: all of what `make test` tries a tenth of
	FAULTS=whole $(BIN)/python -m pytest -n auto --dist worksteal tests/faults tests/stress

# A separate environment: atheris supports few systems.
$(FUZZ)/.installed: requirements-fuzz.txt pyproject.toml
	$(PYTHON) -m venv $(FUZZ)
	$(FUZZ)/bin/python -m pip install --quiet --require-hashes --requirement requirements-fuzz.txt
	@touch $@

fuzz: $(FUZZ)/.installed ## coverage-guided fuzzing of everything that reads outside input, MINUTES (10) in all (Linux)
	$(FUZZ)/bin/python tools/fuzz.py --minutes $(MINUTES)

bench: $(BENCH)/.installed ## compare with Hugo, Pelican and zensical in ROUNDS (3) at ARTICLES (1000; several: growth); small sites; the preview
	$(BENCH)/bin/python benchmarks/compare.py --sizes $(ARTICLES) --rounds $(ROUNDS)
	$(BENCH)/bin/python benchmarks/start.py
	$(BENCH)/bin/python benchmarks/serve_reload.py

# A separate environment: pip-audit needs many libraries that nothing else needs.
$(AUDIT)/.installed: requirements-audit.txt
	$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --require-hashes --requirement requirements-audit.txt
	@touch $@

audit: ## known vulnerabilities of the dependencies, from osv.dev; STRICT=--strict fails if it does not answer
	@if $(PYTHON) tools/audit.py --reachable; then $(MAKE) --no-print-directory audited; else test -z "$(STRICT)"; fi

audited: $(AUDIT)/.installed
	$(AUDIT)/bin/python tools/audit.py requirements.txt requirements-test.txt requirements-test-site.txt requirements-test-cluster.txt

score: $(VENV)/.site ## measure how well raw articles are read, on the development set in SHARED and the records that an editor judged
	$(BIN)/python tools/score.py $(SHARED)
	$(BIN)/python -m tools.judge $(SHARED)

golden: $(VENV)/.test ## write the golden files (read the difference before you commit it)
	$(BIN)/python -m pytest --renew tests

lock: $(BIN)/python ## resolve all dependencies again: requirements-*.txt, package-lock.json
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --extra test --constraint requirements.txt --output-file requirements-test.txt pyproject.toml
	$(LOCK) --extra test-site --constraint requirements-test.txt --output-file requirements-test-site.txt pyproject.toml
	$(LOCK) --extra test --extra cluster --extra test-cluster --output-file requirements-test-cluster.txt pyproject.toml
	$(LOCK) --extra audit --output-file requirements-audit.txt pyproject.toml
	$(LOCK) --extra fuzz --constraint requirements.txt --output-file requirements-fuzz.txt pyproject.toml
	$(LOCK) --extra bench --output-file requirements-bench.txt pyproject.toml
	cd $(BROWSER) && npm install --package-lock-only

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) $(BENCH) $(AUDIT) $(CLUSTER) $(FUZZ) .fuzz $(BROWSER)/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
