# Two commands on a fresh machine with Python 3.11+: `make demo` and `make test`. Everything else is for developers.
# All of it runs inside .venv, made from requirements.lock (hashed); nothing is installed outside this folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint types contracts docs pictures bench bench-store bench-states bench-import bench-histories bench-scrape prove prove-boards crash lock wheel clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 17

setup: $(READY) ## Make .venv with everything in it

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY) ## The main job on the rehearsal market: no network needed beyond installing
	$(BIN)/rolecall demo

test: $(READY) ## All tests (a browser's are skipped with a reason where no chromium is)
	$(BIN)/python -m pytest -q --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: lint types contracts test ## What CI runs, but for the wheel

lint: $(READY) ## ruff and sqlfluff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint warehouse --processes 2 --disable-progress-bar

types: $(READY) ## mypy, strict
	$(BIN)/mypy

contracts: $(READY) ## Who may import whom
	$(BIN)/lint-imports

docs: $(READY) ## Render docs/data-dictionary.md from the warehouse's comments
	$(BIN)/python -m flows.maintenance.dictionary docs/data-dictionary.md

pictures: $(READY) ## Take the pictures of README and docs (after `make demo`; needs npm and a chromium)
	$(BIN)/python docs/make_pictures.py rolecall-data/rehearsal docs/images

bench: $(READY) ## Speed of reading postings, by part, and compiled after `make wheel` (PEERS=folder sets peers beside it)
	$(BIN)/python tests/benchmarks/bench_reading.py $(if $(PEERS),--peers $(PEERS))

bench-store: $(READY) ## Building the market from 50, 100 and 200 thousand postings over 104 weekly looks (minutes)
	$(BIN)/python tests/benchmarks/bench_store.py

bench-states: $(READY) ## Four daily states of 3,100 boards and 112,000 postings, from scrape to mart (minutes)
	$(BIN)/python tests/benchmarks/bench_states.py

bench-import: $(READY) ## A history of 535,000 sightings with texts, from the file to the report (a minute)
	$(BIN)/python tests/benchmarks/bench_import.py

bench-histories: $(READY) ## Backfills of six years of filings, and of a ledger of 200,000 postings (minutes)
	$(BIN)/python tests/benchmarks/bench_histories.py filings
	$(BIN)/python tests/benchmarks/bench_histories.py ledger

bench-scrape: $(READY) ## Looking at 250 to 2,000 boards on loopback, and at one of 40 MB
	$(BIN)/python tests/benchmarks/bench_scrape.py

prove: $(READY) ## Bias and coverage of growth, pay, skills and premiums on 200 simulated markets (many minutes)
	$(BIN)/python tests/benchmarks/prove_statistics.py --markets 200
	$(BIN)/python tests/benchmarks/prove_quantiles.py

prove-boards: $(READY) ## Growth printed against true growth on served boards that fail, move, lay off, vanish (a quarter of an hour)
	$(BIN)/python tests/benchmarks/prove_boards.py

crash: $(READY) ## kill -9 at 200 random moments, and 50 times two runs at once (half an hour)
	$(BIN)/python tests/benchmarks/crash_drill.py --kills 200 --pairs 50

wheel: $(READY) ## Build the wheel, its readers compiled where there is a C compiler
	ROLECALL_COMPILE=1 $(BIN)/python -m build --no-isolation --wheel

LOCK := uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml

lock: $(READY) ## Lock the dependencies anew (needs uv): all for this checkout, and those of an installation that only runs
	$(LOCK) --extra dev -o requirements.lock
	$(LOCK) --extra build --extra cluster --extra mcp -c requirements.lock -o requirements-run.lock

clean: ## Remove .venv, caches and built wheels; data stay
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
