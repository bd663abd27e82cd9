# Everything there is to do here. `make run` and `make test` set up what they need and can be run again and again.
# They need Python 3.11 or newer, git and GNU make, and put everything into .venv.

.DEFAULT_GOAL := help
.PHONY: help run test lint format notebooks bench bench-pages bench-kernels faults load load-workshop frontend wheel clean remake

# Tried in this order; name another with `make PYTHON=/path/to/python3.12 run`.
PYTHON := python3 python python3.14 python3.13 python3.12 python3.11
ARGS :=

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --quiet

# Settings that somebody made for other Pythons must not reach this one.
unexport PYTHONHOME PYTHONPATH PYTHONWARNINGS PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV

# An environment knows the folder it was made in; one that was copied or moved would run the code of the old place.
ifneq ($(shell cat $(VENV)/.folder 2>/dev/null),$(CURDIR))
REMAKE := remake
endif

help:
	@echo 'make run        start the workbook on this machine; options: make run ARGS="--port 8899 --no-browser --data DIR"'
	@echo 'make test       all that has to hold: lint, types, imports, tests with a real browser, notebooks'
	@echo 'make lint       ruff, mypy and import-linter'
	@echo 'make format     let ruff put the code in order'
	@echo 'make notebooks  run the notebooks and save what they show, after a change that they are to show'
	@echo 'make bench      measure engine, proofs, what a choice and a kernel cost, the runtimes of ink, the desk of evaluators'
	@echo 'make bench-pages    measure pages, clicks and sessions beside Voilà, Panel, Streamlit and Solara (half an hour)'
	@echo 'make bench-kernels  measure what a further trainee costs in memory, beside stock Voilà (a quarter of an hour)'
	@echo 'make load       a hundred trainees who answer, thirty who join at once, two hundred who are idle, and kills (25 minutes)'
	@echo 'make load-workshop  thirty, then two hundred participants of a live workshop, led from a real console (5 minutes)'
	@echo 'make faults     seed faults into the scenarios, and say which ones the checker misses and why'
	@echo 'make frontend   build what the browser loads, after a change in frontend/, src/roleplay/widgets or the catalogue of words'
	@echo 'make wheel      build the packages in dist/'
	@echo 'make clean      remove .venv, dist/ and caches; never a data folder'

run: $(VENV)/.runs
	@exec $(PY) -m roleplay.cli.main serve $(ARGS)

test: $(VENV)/.tests
	@$(PY) tests/chromium.py
	@$(PY) tests/nginx.py
	@$(MAKE) --no-print-directory lint
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder
	$(PY) -m pytest --nbval --nbval-current-env -n logical --maxprocesses 4 --dist loadfile notebooks docs/notebooks

lint: $(VENV)/.tests
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/.tests
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

# Without times and widget states: they differ at every run, and nobody reads them.
notebooks: $(VENV)/.tests
	$(PY) -m jupyter nbconvert --log-level=WARN --to notebook --execute --inplace --coalesce-streams \
	    --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.store_widget_state=False notebooks/*.ipynb notebooks/modules/*.ipynb \
	    docs/notebooks/*.ipynb

bench: $(VENV)/.tests
	$(PY) -m pytest bench --benchmark-columns=min,median,max,rounds $(ARGS)
	$(PY) -m bench.inkjs
	$(PY) -m bench.desk.times

faults: $(VENV)/.tests
	@$(PY) -m tests.authoring.faults $(ARGS)

# Makes an environment for each peer, once; ARGS=--write-docs puts the figures into docs/performance.md.
bench-pages: $(VENV)/.tests
	@$(PY) tests/chromium.py
	$(PY) -m bench.page.rounds $(ARGS)

bench-kernels: $(VENV)/.tests
	$(PY) -m bench.kernels $(ARGS)

load: $(VENV)/.tests
	$(PY) -m bench.page.load $(ARGS)

load-workshop: $(VENV)/.tests
	$(PY) -m bench.workshop.load $(ARGS)

# With the Node of a Python package, so that nobody has to install one.
frontend: $(VENV)/.tests
	cd frontend && PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm ci --loglevel=error
	cd frontend && PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm run --silent types
	cd frontend && PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm run --silent build

wheel: $(VENV)/.tests
	$(PY) -m build --no-isolation --outdir dist .

clean:
	rm -rf $(VENV) dist frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- the environment ---------------------------------------------------------------------------------------------------

# An environment of this folder that still works is kept, whoever made it; any other is made anew.
$(PY): $(REMAKE)
	@if [ ! -e $(VENV)/.folder ] && $(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    printf '%s\n' "$(CURDIR)" > $(VENV)/.folder; exit 0; \
	fi; \
	found=; \
	for candidate in $(PYTHON); do \
	    if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    { echo 'This needs Python 3.11 or newer, and there is none under these names: $(PYTHON).'; \
	    for candidate in $(PYTHON); do \
	        if command -v "$$candidate" >/dev/null; then echo "  $$candidate is $$("$$candidate" --version 2>&1 | tail -n 1)"; fi; \
	    done; \
	    echo 'Install one (Debian 12, as root: apt-get install python3 python3-venv), or name yours:'; \
	    echo '  make PYTHON=/path/to/python3.12 run'; } >&2; \
	    exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	    { echo "$$("$$found" --version) is here, but cannot make environments: its modules venv and ensurepip are not installed."; \
	    echo 'Debian and Ubuntu pack them apart; as root: apt-get install python3-venv'; } >&2; \
	    exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$found" --version) ..."; \
	"$$found" -m venv --clear $(VENV) && printf '%s\n' "$(CURDIR)" > $(VENV)/.folder || { rm -rf $(VENV); exit 1; }

$(VENV)/.runs: $(PY) pyproject.toml
	@echo 'Installing what the workbook needs (a minute or two the first time) ...'
	@$(PIP) --editable . || { echo 'Installing failed, see above. It needs the Python package index; try again when it can be reached.' >&2; exit 1; }
	@touch $@

$(VENV)/.tests: $(PY) pyproject.toml
	@echo 'Installing what the workbook and its tests need (a few minutes the first time) ...'
	@$(PIP) --editable '.[test]' || { echo 'Installing failed, see above. It needs the Python package index; try again when it can be reached.' >&2; exit 1; }
	@touch $(VENV)/.runs $@
