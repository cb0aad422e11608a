# Two commands: `make site` builds the digest of seeds/, `make test` checks everything. Both make what they need.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
SHARED ?= ../shared
VENV := .venv
BIN := $(VENV)/bin
export SHARED
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help site test score lint golden lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "digest needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

# The stamps hold what was installed: a second run installs nothing unless the lock file or pyproject.toml changed.
$(VENV)/.site: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.test: requirements-test.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-test.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.site

site: $(VENV)/.site ## build output/ from seeds/ and say where the home page is
	$(BIN)/digest build

test: $(VENV)/.test ## lint, types, walls between rooms, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto

score: $(VENV)/.site ## how well raw articles are read, on the development set in SHARED
	$(BIN)/python tools/score.py $(SHARED)

golden: $(VENV)/.test ## write the golden files anew (then read the difference before you commit it)
	$(BIN)/python -m pytest --renew tests

lock: $(BIN)/python ## resolve the test extra anew into requirements-test.txt
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra test --output-file requirements-test.txt pyproject.toml

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
