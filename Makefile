# The habits of this project, by name. `make help` lists them.
# A fresh machine needs Python 3.11 or newer, make and git; everything else is fetched into .venv.

PYTHON ?= python3
PORT ?= 8501
PYTEST_ARGS ?=
DIST ?= dist
# One process a core; who is done takes over from who is not.
SIDE_BY_SIDE ?= -n auto --dist worksteal
COVERED := --cov
# What decides and what words it, what is in content, and how two formats come out.
QUICK := tests/unit tests/rules tests/content tests/properties \
	tests/exports/test_markdown.py tests/exports/test_note.py

# What the tests need besides Python.
FETCH := .venv/bin/python -m tests.support.browser.chromium --get && .venv/bin/python -m tests.support.outside --get

# Ten processes start here; without this each compiles everything again.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
# The requirements files name every package with its hashes, so nothing is left to work out.
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes
# For every system and every Python from 3.11 on. UPGRADE=1 takes newer versions than the files have.
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
	--quiet --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
# The app alone, as the container has it: what the bill of materials and the licences are told of; and what tells it.
SERVED := $(VENV)/served
TELLING := $(VENV)/telling
# JavaScript and CSS are checked with Node, where npm is found and always in CI.
NPM := $(shell command -v npm)
NODE_TOOLS := node_modules/.installed
WITH_NODE := $(if $(NPM)$(CI),$(NODE_TOOLS))
PRETTIER := node_modules/.bin/prettier
TSC := node_modules/.bin/tsc
# Every folder with a script says in its tsconfig.json what is checked together.
SCRIPTS := $(sort $(dir $(wildcard views/components/*/*.js views/rooms/*.js)))

.DEFAULT_GOAL := help
.PHONY: help run class quick test deep soak unit browser check format bench docs hooks lock dist clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Settings: PYTHON=$(PYTHON) (3.11 or newer)  PORT=$(PORT)  PYTEST_ARGS='-k words'  CHROMIUM=/path/to/chromium"

run: $(RUNTIME) ## start the app on this machine, http://localhost:8501 (stop with Ctrl+C)
	@$(BIN)/python -m lems_rules run --port $(PORT)

class: $(RUNTIME) ## start the app for this network, so that phones can join a teaching room
	@$(BIN)/python -m lems_rules class --port $(PORT)

quick: $(DEVELOPMENT) ## run the tests to run before each commit
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow" $(QUICK) $(PYTEST_ARGS)

# One after the other: side by side took as long on two cores, and pages were slow to answer.
test: browser ## run every test: in the browser, in Python, and in Python with coverage
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "uncounted and not browser" $(PYTEST_ARGS)
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not uncounted and not browser" $(COVERED) $(PYTEST_ARGS)

# Also where somebody names arguments; and what is counted line by line takes several times as long.
deep: override PYTEST_ARGS += --deep
deep: COVERED :=
deep: test ## run `make test` with every shipped case in each test, many more examples, and every slip

soak: $(DEVELOPMENT) ## a million random patients and notes of every length; LEMS_SOAK=5000-9000 takes those
	$(BIN)/python -m tests.support.soak

unit: $(DEVELOPMENT) ## run the tests that need no browser
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not browser" $(PYTEST_ARGS)

browser: $(DEVELOPMENT) ## run the browser tests only
	@$(FETCH)
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) tests/browser $(PYTEST_ARGS)

check: $(DEVELOPMENT) $(WITH_NODE) ## lint, formatting, types, import layers, YAML, and the content itself
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict lems_rules app.py views
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict content hosting .github CITATION.cff .yamllint.yaml .pre-commit-config.yaml
	$(BIN)/python -m lems_rules check
ifdef WITH_NODE
	$(PRETTIER) --check --log-level warn .
	@for folder in $(SCRIPTS); do echo "$(TSC) --project $$folder"; $(TSC) --project $$folder || exit 1; done
else
	@echo "Skipped, for want of npm: the form (prettier) and the types (tsc) of JavaScript and CSS. CI checks both."
endif

format: $(DEVELOPMENT) $(WITH_NODE) ## put the code in the agreed form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
ifdef WITH_NODE
	$(PRETTIER) --write --log-level warn .
endif

bench: $(DEVELOPMENT) ## measure speed (python -m benchmarks)
	$(BIN)/python -m benchmarks

docs: $(DEVELOPMENT) ## make the documentation as a site that can be opened from a folder, build/docs/index.html
	$(BIN)/properdocs build --strict --quiet

hooks: $(DEVELOPMENT) ## let git run `make check` before every commit
	$(BIN)/pre-commit install

lock: $(DEVELOPMENT) ## write the three requirements files anew from pyproject.toml
	$(LOCK) --extra app --extra dev --output-file requirements-dev.txt
	$(LOCK) --extra release --output-file requirements-release.txt
	$(LOCK) --extra app --constraint requirements-dev.txt --output-file requirements.txt

dist: $(DEVELOPMENT) ## make the files of a release in dist/: packages, lock, schemas, bill of materials, licences, sums
	@mkdir -p $(DIST) && rm -f $(DIST)/lems_checklist-* $(DIST)/SHA256SUMS
	$(BIN)/python -m build --no-isolation --outdir $(DIST) .
	cp requirements.txt $(DIST)/
	awk '/^## /{part++} part==1' CHANGELOG.md >$(DIST)/release-notes.md
	$(BIN)/python -m lems_rules schema answers >$(DIST)/answers.schema.json
	$(BIN)/python -m lems_rules schema result >$(DIST)/result.schema.json
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(SERVED)
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(TELLING)
	$(BIN)/uv pip sync --quiet --python $(TELLING) --require-hashes requirements-release.txt
	$(BIN)/uv pip sync --quiet --python $(SERVED) --require-hashes requirements.txt
	$(BIN)/uv pip install --quiet --python $(SERVED) --no-deps $(DIST)/*.whl
	@rm $(SERVED)/lib/python*/site-packages/lems_checklist-*.dist-info/direct_url.json # it tells where this was built
	$(TELLING)/bin/cyclonedx-py environment $(SERVED) --output-reproducible --output-file $(DIST)/sbom.cdx.json
	$(BIN)/pip-licenses --python $(SERVED)/bin/python --format=markdown --with-urls --output-file=$(DIST)/licences.md
	$(BIN)/python -m tests.support.licences $(SERVED)/bin/python
	cd $(DIST) && sha256sum * >SHA256SUMS

clean: ## remove .venv, node_modules and everything generated; do this after changing PYTHON
	rm -rf $(VENV) node_modules dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov test-results

# Stamps: each step is done once, and again only when what it depends on has changed.

$(MADE):
	@command -v $(PYTHON) >/dev/null || { \
		echo "No '$(PYTHON)' on this machine: install Python 3.11 or newer, or name yours with 'make PYTHON=/path/to/python3'." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "'$(PYTHON)' does not run as Python 3.11 or newer ($$($(PYTHON) --version 2>&1)): name one that does with 'make PYTHON=python3.13'." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "'$(PYTHON)' could not make $(VENV): on Debian or Ubuntu install python3-venv, then run make again." >&2; exit 1; }
	@touch $@

$(RUNTIME): $(MADE) requirements.txt
	@echo "Installing what the app needs into $(VENV) (once)."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements-dev.txt
	@echo "Installing the tools for tests and checks into $(VENV) (once)."
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

# The install runs no script of a package.
$(NODE_TOOLS): package.json package-lock.json
	@command -v npm >/dev/null || { \
		echo "No 'npm' on this machine, and CI is set, where JavaScript and CSS are always checked: install Node.js 20 or newer with npm." >&2; exit 1; }
	@echo "Installing prettier and TypeScript into node_modules (once)."
	@npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@
