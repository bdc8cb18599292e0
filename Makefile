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
run: $(VENV)/.run var/static/.collected ## Make everything ready and serve the app
	@$(BIN)/python manage.py prepare -v 0
	@exec $(BIN)/python manage.py serve

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
	@$(BIN)/python -m tests.on_postgres $(PYTEST) -m "not browser" --ignore=tests/domain --ignore=tests/oracle --ignore=tests/project

.PHONY: e2e
e2e: $(VENV)/.dev ## Run the browser journeys (they need Chromium)
	@echo "== Browser journeys"
	@$(PYTEST) -n 2 -m browser tests/e2e

.PHONY: screenshots
screenshots: export SCREENSHOTS = 1
screenshots: e2e ## Photograph every page, and refresh the pictures of the README
	@$(BIN)/python -m tests.e2e.contact_sheet

.PHONY: lint
lint: $(VENV)/.dev ## Check style, types, imports, templates, migrations and settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	ENVIRONMENT=production SITE_URL=https://back.example.org SECRET_KEY=$$($(MAKE) -s secret) MAIL_HOST=mail.example.org \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

.PHONY: check
check: lint test ## What continuous integration runs

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

var/static/.collected: $(VENV)/.run backrehab/web/storage.py $(shell find static -type f)
	@$(BIN)/python manage.py collectstatic --noinput --clear -v 0
	@touch $@
