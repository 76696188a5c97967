# Two commands matter: `make run` and `make test`. Everything else is in `make help`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules
PREPARE := $(MAKE) -j2

BIN := .venv/bin
NPM := npm --prefix frontend --silent
PYTHON_DIRS := $(wildcard src tests scripts migrations benchmarks)
ARGS :=

export UV_PYTHON_DOWNLOADS := never

.PHONY: help run dev migrate test check bench proof clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: runtime frontend ## Build what is missing and start the whole product with its sandbox (ARGS="--port 9000")
	@exec $(BIN)/snowflake demo $(ARGS)

dev: tools modules ## The same with Vite in front: edit the frontend and see it at once
	@exec scripts/dev.sh $(ARGS)

migrate: runtime ## Bring the database at DATABASE_URL to the current schema
	@$(BIN)/snowflake migrate $(ARGS)

test: ## Everything, on real MariaDB, Redis and Chromium (ARGS="-k embeds" narrows pytest)
	@$(PREPARE) tools servers frontend
	@$(NPM) test
	@$(BIN)/python -m pytest $(ARGS)

check: ## Linters, types, architecture contracts and locks
	@$(PREPARE) tools modules
	@$(MAKE) -j2 --output-sync=target --keep-going check-mypy check-ruff check-format check-imports check-text check-frontend check-types check-lock
	@echo "✓ all checks passed"

bench: tools ## Measure, print a table and write var/bench.json
	@$(BIN)/python -m benchmarks $(ARGS)

proof: ## The slow evidence: long faults, large data
	@$(PREPARE) tools servers frontend
	@$(BIN)/python -m pytest -m proof $(ARGS)

clean: ## Remove everything that was built or installed; var/ (your data) stays
	@rm -rf .venv frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# What the commands above need. Each is stamped with what went in, so a second time costs milliseconds.
.PHONY: runtime tools modules frontend servers

runtime:
	@scripts/python.sh runtime

tools:
	@scripts/python.sh dev

modules:
	@scripts/frontend.sh modules

frontend:
	@scripts/frontend.sh build

servers:
	@scripts/servers.sh

# The parts of `make check`; each can be run alone.
.PHONY: check-ruff check-format check-mypy check-imports check-text check-frontend check-types check-lock

check-ruff:
	@$(BIN)/ruff check --quiet --output-format concise . && echo "✓ ruff"

check-format:
	@$(BIN)/ruff format --quiet --check --output-format concise . && echo "✓ format"

check-mypy:
	@$(BIN)/mypy --no-error-summary $(PYTHON_DIRS) && echo "✓ mypy --strict"

check-imports:
	@scripts/quietly.sh $(BIN)/lint-imports --no-logo && echo "✓ import contracts"

check-text:
	@$(BIN)/python -m scripts.addresses && echo "✓ no addresses of one machine"

check-frontend:
	@$(NPM) run lint && echo "✓ oxlint"

check-types:
	@$(NPM) run typecheck && echo "✓ tsc"

check-lock:
	@$(NPM) run check:lock && echo "✓ frontend lock"
