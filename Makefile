# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run tools test check format lock messages rebuild-search evaluate bench bench-search screenshots hostile observatory lighthouse backup restore backup-drill moving-drill audit privacy upgrade-check faults

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## environment, database and starter content; no server
	@$(PYTHON) skincare_site/bootstrap.py setup

run: ## set up, then serve the site (HOST= and PORT= are heeded)
	@$(PYTHON) skincare_site/bootstrap.py run

tools:
	@$(PYTHON) skincare_site/bootstrap.py tools

test: tools ## the whole suite; browser tests run where Chromium is found
	@$(BIN)/python -m pytest -n auto $(ARGS)

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

lock: tools ## write the hash-pinned requirements files from the .in files; UPGRADE=1 moves every pin forward
	for name in requirements requirements-dev requirements-bench; do \
	  $(if $(UPGRADE),true,cp $$name.txt $$name.lock.tmp); \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header $$name.in -o $$name.lock.tmp && \
	  { echo "# Written by make lock from $$name.in. Why each package is here:"; grep '^# ' $$name.in; echo; cat $$name.lock.tmp; } > $$name.txt && \
	  rm $$name.lock.tmp; done

messages: tools ## collect the strings of the interface into skincare_site/locale, say what is not translated, compile
	@$(BIN)/python manage.py collect_messages

rebuild-search: setup ## write the search index anew
	@$(BIN)/python manage.py rebuild_search

evaluate: setup ## how well search answers the example questions
	@$(BIN)/python manage.py evaluate_search tests/skincare_site/search/dev_queries.tsv --misses

.venv-bench/.installed: requirements.txt requirements-bench.txt
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements.txt -r requirements-bench.txt
	@touch $@

bench: tools .venv-bench/.installed ## speed beside nginx, Django, Wagtail and django CMS on the same content, about 25 minutes; needs wrk (SIZES=, ROUNDS=, SECONDS=)
	@.venv-bench/bin/python -m tests.serving

bench-search: .venv-bench/.installed ## quality and speed of search beside its peers, about half an hour; needs PostgreSQL (SIZES=, POSTGRES=)
	@.venv-bench/bin/python -m tests.bench

backup: ## database and media into one dated archive in var/backups; the site goes on
	@$(BIN)/python manage.py backup_site

restore: tools ## put an archive in the place of what is here: FILE=archive.zip, YES=1 when there are data already
	@test -n "$(FILE)" || { echo "Say which backup: make restore FILE=var/backups/skincare-….zip"; exit 2; }
	@$(BIN)/python manage.py restore_site "$(FILE)" $(if $(YES),--yes)

backup-drill: tools ## back up a scratch site while somebody writes, restore it, compare every byte
	@$(BIN)/python manage.py backup_drill

moving-drill: tools ## copy 10,000 articles and 1,000 pictures from SQLite to PostgreSQL and a bucket, compare digests (ARTICLES=, PICTURES=, POSTGRES=)
	@$(BIN)/python -m tests.moving

faults: tools ## break things on purpose on scratch sites, SQLite and PostgreSQL, and print what was lost; about half an hour, as root
	@$(BIN)/python -m tests.faults --write $(ARGS)

screenshots: tools ## the pictures of the README and of the staff guide, from a scratch site it starts itself; needs Chromium
	@$(BIN)/python docs/screenshots.py

lighthouse: tools ## Lighthouse over the patient's pages, from a scratch site; needs Chromium and Node, about 20 minutes
	@$(BIN)/python docs/lighthouse.py

audit: tools ## ask for known faults in every pinned package; fails when nobody can be asked
	@$(BIN)/python docs/audit.py

privacy: tools ## 40 marked questions to a scratch site, then every byte it keeps is searched for them; both databases
	@$(BIN)/python -m tests.privacy $(DATABASES)

UPGRADE_TESTS := tests/skincare_site/richtext tests/skincare_site/images tests/skincare_site/search/test_hostile.py \
	tests/skincare_site/accounts tests/skincare_site/test_front_door.py tests/browser/test_hostile_texts.py tests/test_admin_walk.py tests/test_logs.py tests/test_supply_chain.py tests/test_privacy.py
upgrade-check: tools ## after make lock UPGRADE=1: the hostile and honest corpora again, on both databases
	@$(BIN)/python -m pytest -q $(UPGRADE_TESTS)
	@DATABASE_URL=$${POSTGRES:-postgres://postgres@127.0.0.1:5432}/postgres $(BIN)/python -m pytest -q $(UPGRADE_TESTS)

hostile: tools ## malformed requests, hostile texts and pictures against scratch sites on both databases; needs Chromium (WHAT=requests|texts|pictures, POSTGRES=)
	@echo "SQLite:"; $(BIN)/python -m tests.hostile $(WHAT)
	@echo "PostgreSQL:"; DATABASE_URL=$${POSTGRES:-postgres://postgres@127.0.0.1:5432}/postgres $(BIN)/python -m tests.hostile $(WHAT)

observatory: tools ## the rules of MDN's HTTP Observatory over our pages, from a scratch site; needs Node and openssl
	@$(BIN)/python docs/observatory.py
