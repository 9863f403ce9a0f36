# What one can do here. Every target sets up what it needs on first use.
PY := .venv/bin/python
FLASK := $(PY) -m flask --app wsgi.py

# The settings of a real installation never reach the demo or the tests.
unexport PUBLIC_URL SECRET_KEY TOKEN_KEYS DATABASE_URL
unexport XERO_CLIENT_ID XERO_CLIENT_SECRET XERO_SCOPES XERO_PKCE XERO_AUTHORIZE_URL XERO_TOKEN_URL
unexport XERO_REVOCATION_URL XERO_JWKS_URL XERO_ISSUER XERO_API_URL TRUSTED_PROXIES SESSION_HOURS
unexport XERO_TOKEN_SECONDS TOKEN_LEASE_SECONDS TOKEN_WAIT_SECONDS XERO_LEGACY_CUTOFF CLOCK_OFFSET_SECONDS
unexport XERO_CONNECTION_ALLOWANCE
unexport JOBS_URL JOB_LEASE_SECONDS
unexport SMTP_URL MAIL_FROM
unexport FLASK_APP FLASK_DEBUG GUNICORN_CMD_ARGS

.PHONY: help setup setup-dev demo demo-reset test test-long test-faults test-scale lint format test-deps screenshots bench

help:
	@echo 'make demo         Ledgerline with a story to click through, and a stand-in for Xero'
	@echo '                  (PORT=8000 SANDBOX_PORT=8001 DEMO_DIR=var/demo)'
	@echo 'make demo-reset   start the story over'
	@echo 'make test         every check and test but the longest; make test-long runs those'
	@echo 'make test-faults  lost replies, killed processes, races; make test-scale: several machines'
	@echo 'make test-deps    install the browser and the database server that tests drive'
	@echo 'make lint         read the code; make format tidies it'
	@echo 'make screenshots  pictures of the main screens, into docs/screenshots'
	@echo 'make bench        measure pages against bare views, and renewing logins against other libraries'

setup:
	@tools/setup.sh requirements.lock

setup-dev:
	@tools/setup.sh requirements-dev.lock

demo: setup
	@ENVIRONMENT=demo exec $(FLASK) demo run --with-parent

demo-reset: setup
	@ENVIRONMENT=demo exec $(FLASK) demo reset

lint: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: setup-dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

test: lint $(if $(filter true,$(CI)),test-deps)
	$(PY) -m pip check
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export ENVIRONMENT=demo DEMO_DIR="$$folder" && \
	    $(FLASK) db upgrade && $(FLASK) db check
	$(PY) -m pytest -n 2 -m '(not faults or brief) and not long and not scale'

test-long: setup-dev $(if $(filter true,$(CI)),test-deps)
	$(PY) -m pytest -n 2 -m long

test-faults: setup-dev $(if $(filter true,$(CI)),test-deps)
	$(PY) -m pytest -n 2 -m faults

test-scale: setup-dev $(if $(filter true,$(CI)),test-deps)
	$(PY) -m pytest -m scale

test-deps:
	@tools/test-deps.sh

screenshots: setup-dev
	$(PY) -m tests.browser.screenshots

bench: setup-dev
	@tools/setup.sh requirements-bench.lock var/bench-venv
	$(PY) -m bench
