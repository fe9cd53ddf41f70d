# What a person types. The work is done by the scripts in deploy/.
.PHONY: demo run test test-all bench lint lock clean help

help: ## what can be done here
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: ## site with an invented school: http://127.0.0.1:8000 (HOST=, PORT=, SITE_URL= change it; STAGE=winter: another season)
	@deploy/setup.sh run && exec deploy/serve.sh demo

run: ## empty site; the first visit opens /setup/
	@deploy/setup.sh run && exec deploy/serve.sh run

test: ## the suite on SQLite and on PostgreSQL
	@deploy/setup.sh dev && exec deploy/test.sh

test-all: ## the same with the long walks
	@deploy/setup.sh dev && exec deploy/test.sh all

bench: ## speed, each figure beside its floor
	@deploy/setup.sh dev && exec .venv/bin/python -m tests.bench

lint: ## format, lint, checks of the project, missing migrations
	@deploy/setup.sh dev && exec deploy/lint.sh

lock: ## pin the newest allowed versions (needs pip-tools: pipx install pip-tools)
	@deploy/lock.sh

clean: ## forget the environment and caches; var/ with the data stays
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
