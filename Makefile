.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
FEEDS ?= ../shared/data/feeds
MEGABYTES ?= 100
export PYTHONWARNINGS ?= ignore
# Airflow's own command, in the environment in which `make up` runs it; AT is its home.
AT ?= .airflow
AIRFLOW := $(BIN)/python -c 'import os, sys; from wirewatch.standalone import ROOT, airflow_environment; \
  os.environ.update(airflow_environment(ROOT / sys.argv[1])); \
  os.execv(sys.executable, [sys.executable, "-m", "airflow", *sys.argv[2:]])' $(AT)

help:            ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*##/\t/' | expand -t 14

# ── the two commands ────────────────────────────────────────────────────────────────────────────

run: .venv/run   ## the sample newsroom through the real DAGs, with a table of what came out
	@$(BIN)/python -m wirewatch.launch run

test: .venv/dev  ## the tests, a real scheduler and a real backfill among them
	$(BIN)/pytest -m "not slow" -n auto --dist loadfile --no-loadscope-reorder

# ── working with it ─────────────────────────────────────────────────────────────────────────────

up: .venv/run    ## Airflow and the desk on http://127.0.0.1:8080, with your feeds; Ctrl-C stops it
	@$(BIN)/python -m wirewatch.launch up

up-sample: .venv/run  ## the same over the sample newsroom, after `make run`
	@$(BIN)/python -m wirewatch.launch up --sample

backfill: .venv/run  ## past dates, while `make up` runs: make backfill FROM=2026-03-05 TO=2026-03-11
	@$(AIRFLOW) backfill create --dag-id wirewatch_archive --from-date $(FROM) --to-date $(TO)
	@echo "Queued: a run a day, both dates included. See wirewatch_archive in Airflow, tab Backfills."
	@! $(AIRFLOW) dags details wirewatch_archive -o plain | grep '^is_paused  *True' > /dev/null \
	  || echo "wirewatch_archive is PAUSED: these runs wait until you unpause it there."

replay: .venv/run  ## real feed files through the same DAGs: make replay FEEDS=folder
	@$(BIN)/python -m wirewatch.launch replay $(FEEDS)

install: .venv/dev  ## make .venv with everything, tools included

clean:           ## forget what `make run`, `replay` and `up` have made (not .venv)
	rm -rf .wirewatch .airflow

# ── keeping it good ─────────────────────────────────────────────────────────────────────────────

check: format-check lint types layers test-fast  ## format, lint, types, layers, fast tests

test-fast: .venv/dev  ## tests that need no Airflow
	$(BIN)/pytest -m "not airflow and not slow" -n auto

test-slow: .venv/dev  ## many kills, many orders, many histories
	$(BIN)/pytest -m slow -n auto

format: .venv/dev  ## format the code
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

format-check: .venv/dev
	$(BIN)/ruff format --check .

lint: .venv/dev  ## style and common mistakes
	$(BIN)/ruff check .

types: .venv/dev  ## types
	$(BIN)/mypy

layers: .venv/dev  ## who may import whom
	$(BIN)/lint-imports

golden: .venv/dev  ## rewrite the expected results in tests/golden; review the diff
	$(BIN)/pytest tests/golden --rewrite-golden

docs: .venv/dev  ## write docs/dags.md from the docstrings of the DAGs
	$(BIN)/python tests/test_docs.py

bench: .venv/dev  ## ours beside the peers, on the private development data
	@for bench in benchmarks/*.py; do $(BIN)/python $$bench || exit 1; done

bench-copies: .venv/dev  ## copies alone: pairs, stories, edits, translations, speed, beside two peers
	@for bench in benchmarks/copies*.py; do echo "── $$bench"; $(BIN)/python $$bench || exit 1; done

bench-read: .venv/dev  ## reading alone: body, facts, seed pages and speed, beside four libraries
	@$(BIN)/python benchmarks/read.py

bench-match: .venv/dev  ## matching alone: 1,000, 10,000 and 100,000 watches
	@$(BIN)/python benchmarks/match.py

chaos-alerts: .venv/dev  ## kill 200 workers in the middle of matching and sending; nothing is lost
	@WIREWATCH_CHAOS_KILLS=200 $(BIN)/pytest tests/pipeline/test_chaos.py

bench-credit: .venv/dev  ## wire credits alone: precision, recall, roles, beside four plain rules
	@$(BIN)/python benchmarks/credit.py

bench-warehouse: .venv/dev  ## loading alone: rows/s on both stores beside plain executemany and dlt
	@$(BIN)/python benchmarks/warehouse.py

bench-fetch: .venv/dev  ## fetching alone: speed, harm done by hostile servers, manners
	@$(BIN)/python benchmarks/fetch.py

bench-archive: .venv/dev  ## a WARC file read past for one site: speed and memory; MEGABYTES=1000
	@$(BIN)/python benchmarks/archive.py --megabytes $(MEGABYTES)

lock:            ## compile the locks from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url -q -o requirements.txt
	uv pip compile pyproject.toml --group test --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url -q -o tests/requirements.txt -c requirements.txt

# ── installing ──────────────────────────────────────────────────────────────────────────────────

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Wirewatch needs Python 3.11 or newer: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python requirements.txt pyproject.toml
	@echo "Installing the locked requirements (a minute or two) …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev: .venv/run tests/requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@

.PHONY: help run test up up-sample backfill replay install clean check test-fast test-slow format \
  format-check lint types layers golden docs bench bench-archive bench-copies bench-credit \
  bench-read bench-match bench-warehouse bench-fetch chaos-alerts lock
