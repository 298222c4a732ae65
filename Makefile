# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run tools test check format lock rebuild-search evaluate bench-search screenshots

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## environment, database and starter content; no server
	@$(PYTHON) skincare_site/bootstrap.py setup

run: ## set up, then serve the site (HOST= and PORT= are heeded)
	@$(PYTHON) skincare_site/bootstrap.py run

tools:
	@$(PYTHON) skincare_site/bootstrap.py tools

test: tools ## the whole suite; browser tests run where Chromium is found
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

check: tools ## lint, templates, types, import contract, migrations, production settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files -z -- 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run --settings skincare_site.settings.test
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') ALLOWED_HOSTS=clinic.example \
	DATABASE_URL=$${DATABASE_URL:-sqlite:////tmp/skincare-check.sqlite3} \
	$(BIN)/python manage.py check --deploy --fail-level WARNING --settings skincare_site.settings.production

format: tools ## put code and templates in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files -z -- 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2

lock: tools ## write the hash-pinned requirements files from the .in files
	for name in requirements requirements-dev requirements-bench; do \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header $$name.in -o $$name.lock.tmp && \
	  { echo "# Written by make lock from $$name.in. Why each package is here:"; grep '^# ' $$name.in; echo; cat $$name.lock.tmp; } > $$name.txt && \
	  rm $$name.lock.tmp; done

rebuild-search: setup ## write the search index anew
	@$(BIN)/python manage.py rebuild_search

evaluate: setup ## how well search answers the example questions
	@$(BIN)/python manage.py evaluate_search tests/skincare_site/search/dev_queries.tsv --misses

bench-search: ## quality and speed of search beside its peers, about half an hour; needs PostgreSQL (SIZES=, POSTGRES=)
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements.txt -r requirements-bench.txt
	@.venv-bench/bin/python -m tests.bench

screenshots: tools ## the README's pictures, from a site that runs at SITE=http://localhost:8000
	@$(BIN)/python docs/screenshots.py $(or $(SITE),http://localhost:8000)
