# The commands of a working day; `make` alone lists them. Everything runs in .venv, which is
# built from requirements.lock on first use.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEMO := build/demo
PYTEST := $(BIN)/python -m pytest
WORKERS ?= 2

# Compiled modules are kept, whatever the shell says: tests start a hundred processes.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help venv demo demo-spark demo-iceberg test test-slow test-deep test-spark check lint format bench docs picture notebooks lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(INSTALLED) ## Install the locked packages into .venv (at once if nothing changed)

COMPILED := $(wildcard transforms/parse/compiled/*.[ch])

$(INSTALLED): requirements.lock pyproject.toml setup.py $(COMPILED)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' \
		|| { echo "Python's venv is needed: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: $(INSTALLED) ## Load examples/merch_store into a new lake in build/demo and show it
	@rm -rf $(DEMO)
	$(BIN)/python etl.py run --home $(DEMO) examples/merch_store/events.jsonl.gz
	$(BIN)/python etl.py summary --home $(DEMO)

demo-spark: demo ## Prove the demo's tables and views by Spark, row for row (the extra spark, Java 17)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[spark]'
	$(BIN)/python etl.py verify --engines duckdb,spark --home $(DEMO)

demo-iceberg: $(INSTALLED) ## Land the example on Iceberg in four batches, one late, and compare (the extra iceberg, Java 17, PostgreSQL)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[iceberg]'
	$(BIN)/python -m examples.iceberg.demo

test-spark: $(INSTALLED) ## Prove reading and Silver of a few events by Spark, and the switch of Iceberg (the extra iceberg, Java 17)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[iceberg]'
	$(PYTEST) -m "deep or not deep" tests/engines/test_spark_small.py tests/engines/test_spark_reading.py tests/engines/test_spark_settings.py \
		tests/iceberg/test_pointers.py tests/iceberg/test_settings.py

test: $(INSTALLED) ## Run the tests, slow and deep ones left out
	$(PYTEST) --numprocesses $(WORKERS) --dist worksteal

test-slow: $(INSTALLED) ## Run the slow tests, which take some seconds each
	$(PYTEST) --numprocesses $(WORKERS) --dist worksteal -m "slow and not deep"

test-deep: $(INSTALLED) ## Run every test, property tests with many more examples
	HYPOTHESIS_PROFILE=deep $(PYTEST) --numprocesses $(WORKERS) --dist worksteal -m "deep or not deep"

check: lint test test-slow ## All that must pass before a change lands: lint and tests, slow ones as well

lint: $(INSTALLED) ## Look at format, style, types and SQL, without changing anything
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/sqlfluff lint sql --disable-progress-bar

format: $(INSTALLED) ## Format the Python and fix what the linter can fix
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(INSTALLED) ## Measure speed, memory and growth (make bench BENCH="--scale full")
	$(BIN)/python -m benchmarks.bench $(BENCH)

docs: $(INSTALLED) ## Write tables, gold, metrics, lineage and questions of docs/ from what stands below sql/
	$(BIN)/python -m transforms.dictionary.markdown
	@rm -rf build/example
	$(BIN)/python etl.py run --quiet --home build/example examples/merch_store/events.jsonl.gz
	$(BIN)/python -m transforms.dictionary.faq build/example

picture: $(INSTALLED) ## Draw the pictures of the README from the example (Chromium is needed)
	@rm -rf build/example
	$(BIN)/python etl.py run --quiet --home build/example examples/merch_store/events.jsonl.gz
	$(BIN)/python -m transforms.cli.picture build/example
	$(BIN)/python etl.py publish --quiet --team growth --format pages --home build/example
	$(BIN)/python -m tests.pages.picture build/example

notebooks: $(INSTALLED) ## Write examples/notebooks/ with the example's answers (the extra notebooks)
	@rm -rf build/example
	$(BIN)/python etl.py run --quiet --home build/example examples/merch_store/events.jsonl.gz
	$(BIN)/python etl.py publish --quiet --home build/example --format duckdb
	$(BIN)/python -m transforms.dialects.notebooks build/example

lock: ## Choose the newest allowed packages anew and write requirements.lock
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools
	{ echo "# Every package with its hashes, written by make lock."; \
		env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
		build/lock/bin/pip-compile --quiet --no-config --generate-hashes --strip-extras \
		--no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--extra dev --extra postgres --extra s3 --extra alerts --extra api --extra metrics --extra ml --extra boost --extra pages --extra kafka --extra online --output-file - pyproject.toml; \
	} > build/lock/requirements.lock
	mv build/lock/requirements.lock requirements.lock

clean: ## Remove caches and build/; lakes and .venv stay
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
