# `make help` lists what there is. Everything that is installed lies in .venv, all data in .data.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
  $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet

.PHONY: help run install install-test admin backup restore test browser pictures lint format types check lock

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

# "exec": a signal to make has to reach the desk itself. The choices are in the environment.
run: .venv/installed ## Run the desk: PORT=8000 HOST=127.0.0.1 DEMO=0|1 (asked for once)
	@exec $(BIN)/python manage.py run

export FACTCHECK_DEMO := $(or $(DEMO),$(FACTCHECK_DEMO))

install: .venv/installed ## Make .venv and install what the desk needs

install-test: .venv/installed-test

admin: .venv/installed ## Make an administrator's account
	@exec $(BIN)/python manage.py createsuperuser

backup: .venv/installed ## Write the database to one file: FILE=…
	@exec $(BIN)/python manage.py backup $(if $(FILE),"$(FILE)",$(error Say where to: make backup FILE=desk.dump))

restore: .venv/installed ## Put a backup in place: FILE=… (REPLACE=1 over a database in use)
	@exec $(BIN)/python manage.py restore $(if $(REPLACE),--replace) $(if $(FILE),"$(FILE)",$(error Say which: make restore FILE=desk.dump))

test: .venv/installed-test browser ## Run all tests, or some: ARGS="-k words"
ifdef ARGS
	@exec $(BIN)/python -m pytest $(ARGS)
else
	@$(BIN)/python -m pytest -n 2 -m "not processes and not browser"
	@exec $(BIN)/python -m pytest -m "processes or browser"
endif

pictures: .venv/installed-test browser ## Take the pictures of README and docs again
	@exec $(BIN)/python manage.py pictures

lint: .venv/installed-test ## Look for mistakes and for lines out of style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: .venv/installed-test ## Bring the code into style
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

types: .venv/installed-test ## Check the types
	@$(BIN)/mypy

check: lint types test ## All of these

# The two lock files name every package that is installed, with its hashes.
lock: ## Bring the lock files up to date with pyproject.toml (UPGRADE=1 for newer versions)
	@command -v uv >/dev/null || test -x .uv/bin/uv || { $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet uv; }
	@PATH="$$PATH:$$PWD/.uv/bin"; export UV_CUSTOM_COMPILE_COMMAND="make lock"; \
	options="--quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 $(if $(UPGRADE),--upgrade)"; \
	uv pip compile $$options pyproject.toml -o requirements.lock && \
	uv pip compile $$options pyproject.toml --group test -c requirements.lock -o requirements-test.lock

# A file that is newer than its lock file says that the lock file is installed.
.venv/installed: requirements.lock
	@test -n "$(PYTHON)" || { echo "Factcheck needs Python 3.11 or newer: install it, or name it with make PYTHON=…" >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { echo "Python's venv module is missing: on Debian and Ubuntu, apt-get install python3-venv." >&2; exit 1; }
	@echo "Installing what the desk needs …"
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

.venv/installed-test: requirements-test.lock .venv/installed
	@echo "Installing what the tests need …"
	@$(PIP) --require-hashes -r requirements-test.lock
	@touch $@

# Debian's package only, and only where nobody has to be asked.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the browser tests …"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium; } >/dev/null </dev/null; \
	fi; \
	command -v chromium chromium-browser google-chrome >/dev/null || { \
	  echo "Chromium is missing, so the browser tests are skipped: install it to run them." >&2; test -z "$$CI"; }
