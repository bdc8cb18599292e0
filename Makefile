# Two commands are all you need: `make run` and `make test`. `make help` lists the rest.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first Python that is new enough; say PYTHON=… to choose another.
PYTHON ?= $(shell for p in python3.13 python3.14 python3.12 python3 python; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
# Development unless the environment or .env says otherwise.
ENVIRONMENT ?= $(or $(shell sed -n "s/^ *ENVIRONMENT *= *[\"']*\([a-z]*\).*/\1/p" .env 2>/dev/null),development)
export ENVIRONMENT

.PHONY: help
help: ## List the commands
	@sed -n 's/^\([a-z0-9-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

.PHONY: run
run: $(VENV)/.run ## Make everything ready and serve the app
	@exec $(BIN)/python manage.py serve --prepare

.PHONY: serve
serve: $(VENV)/.run ## Serve the app as in production, with the settings of .env or the environment
	@exec env $(if $(filter file,$(origin ENVIRONMENT)),-u ENVIRONMENT) $(BIN)/python manage.py serve --prepare

.PHONY: demo
demo: $(VENV)/.run ## Add the demonstration account (development only)
	@$(BIN)/python manage.py prepare -v 0
	@$(BIN)/python manage.py demo

.PHONY: admin
admin: $(VENV)/.run ## Add an operator, who may edit the catalogue at /admin/
	@$(BIN)/python manage.py prepare -v 0
	@$(BIN)/python manage.py createsuperuser

.PHONY: secret
secret: ## Print a SECRET_KEY for production
	@$(or $(PYTHON),python3) -c 'import secrets; print(secrets.token_urlsafe(64))'

.PHONY: test
test: test-sqlite test-postgres e2e ## Run every test, on SQLite and on PostgreSQL

PYTEST := $(BIN)/python -m pytest -p xdist -n auto --dist worksteal -q

.PHONY: test-sqlite
test-sqlite: $(VENV)/.dev
	@echo "== Tests on SQLite"
	@$(PYTEST) -m "not browser"

.PHONY: test-postgres
test-postgres: $(VENV)/.dev
	@echo "== Tests on PostgreSQL"
	@FUZZ_CASES=$(or $(FUZZ_CASES),$(if $(NIGHTLY),5000,60)) $(BIN)/python -m tests.on_postgres $(PYTEST) -m "not browser" $(LEFT_OUT)
# No database, or no difference between two; what takes long is tried on both in `make nightly`.
LEFT_OUT := $(foreach part,bench domain oracle project web/test_quick_attack.py,--ignore=tests/$(part)) \
	$(if $(NIGHTLY),,$(foreach part,journeys security/test_matrix.py security/test_plain_templates.py,--ignore=tests/$(part)))

.PHONY: e2e
e2e: $(VENV)/.dev ## Run the browser journeys (they need Chromium); SLOW=6 for a slow machine
	@echo "== Browser journeys"
	@$(PYTEST) -n 2 -m browser tests/e2e

.PHONY: nightly
nightly: export NIGHTLY = 1
nightly: test ## Run every test, with ten times as many made-up cases, and others each time
	@echo "== Browser journeys on a slow machine"
	@SLOW=4 $(PYTEST) -n 2 -m browser tests/e2e --ignore=tests/e2e/test_pages.py

.PHONY: screenshots
screenshots: export SCREENSHOTS = 1
screenshots: $(VENV)/.dev ## Photograph every page on one sheet, and refresh the pictures of the README
	@$(PYTEST) -n 2 -m browser tests/e2e/test_pages.py tests/e2e/test_readme_pictures.py; found=$$?; \
		$(BIN)/python -m tests.e2e.contact_sheet && exit $$found

.PHONY: lighthouse
lighthouse: $(VENV)/.dev ## Score the main pages as on a phone (needs Node 20, npm and Chromium)
	@$(BIN)/python -m tests.e2e.lighthouse

.PHONY: bench
bench: $(VENV)/.dev ## Measure what each page costs beside the floor (minutes; wants a quiet machine)
	@$(BIN)/python -m tests.bench.run

.PHONY: scale
scale: $(VENV)/.dev ## Ask the same pages among 100, 1,000 and 10,000 people (PostgreSQL; a quarter of an hour)
	@$(BIN)/python -W ignore -m tests.on_postgres $(BIN)/python -m tests.bench.scale $(PEOPLE)

.PHONY: instructions
instructions: $(VENV)/.dev ## Count the instructions of each page, and compare (needs valgrind; a minute)
	@$(BIN)/python -m tests.bench.instructions

.PHONY: instructions-update
instructions-update: export UPDATE_COUNTS = 1
instructions-update: $(VENV)/.dev ## Write down what pages cost now
	@PYTHONHASHSEED=0 $(BIN)/python -m pytest -q tests/bench/test_calls.py
	@$(BIN)/python -m tests.bench.instructions --update

.PHONY: lint
lint: $(VENV)/.dev ## Check style, types, imports, templates, migrations and settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	ENVIRONMENT=production SITE_URL=https://back.example.org EMERGENCY_COUNTRY=GB SECRET_KEY=$$($(MAKE) -s secret) MAIL_HOST=mail.example.org \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

.PHONY: sbom
sbom: ## Write a bill of materials of what runs (CycloneDX) to var/sbom.json; the image has its own
	@mkdir -p var
	@$(or $(PYTHON),python3) deploy/sbom.py > var/sbom.json
	@echo "var/sbom.json"

.PHONY: fuzz
fuzz: $(VENV)/.dev ## Send 5,000 series of odd requests (minutes)
	@FUZZ_CASES=$(or $(FUZZ_CASES),5000) $(PYTEST) tests/security/test_fuzz.py

.PHONY: faults
faults: $(VENV)/.dev ## Kill servers and databases in mid-load, and see that nothing is lost (a quarter of an hour)
	@$(BIN)/python -m tests.faults $(FAULTS)

.PHONY: store-release
store-release: $(VENV)/.dev ## Keep a site of the release that HEAD is, for tests of upgrades (two minutes)
	@$(BIN)/python -W ignore -m tests.upgrade.store $(RELEASE)

.PHONY: release-check
release-check: $(VENV)/.dev ## See whether HEAD can be tagged as a release
	@$(BIN)/python -m tests.upgrade.check

.PHONY: security
security: $(VENV)/.dev ## Run wapiti, sqlmap and the Observatory on a seeded server (needs sqlmap and npm)
	@test -x var/tools/wapiti/bin/wapiti || { $(BIN)/python -m venv var/tools/wapiti && var/tools/wapiti/bin/pip install --quiet wapiti3; }
	@test -d var/tools/observatory/node_modules || { mkdir -p var/tools/observatory && cd var/tools/observatory && npm install --silent --ignore-scripts @mdn/mdn-http-observatory; }
	@echo '{}' > var/tools/observatory/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json
	@$(BIN)/python -m tests.security.scan

.PHONY: check
check: ## What continuous integration runs
	@$(MAKE) --no-print-directory -j 2 lint instructions
	@$(MAKE) --no-print-directory test

.PHONY: requirements
requirements: $(VENV)/.dev ## Pin the dependencies anew, with hashes and without addresses
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet $(PIN) pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet $(PIN) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
PIN := --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.12 or newer is needed, with venv. Install it (for example: apt install python3.12-venv,"; \
		echo "or https://www.python.org/downloads/), or say where it is: PYTHON=/path/to/python3.12 make run"; exit 1; }
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON) here. Python 3.12 or newer is needed."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 12))' || { echo "$(PYTHON) is too old: Python 3.12 or newer is needed."; exit 1; }
	@echo "Making the environment with $$("$(PYTHON)" --version) …"
	@"$(PYTHON)" -m venv $(VENV)

PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the app needs …"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/.run
