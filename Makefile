# Everything a person does with mysay from a checkout. `make` alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check quality format lint types imports setup-tests lock bench bench-broadcast bench-soak bench-kill bench-import
BIN := .venv/bin

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## prepare .venv with the pinned dependencies and the mysay command
	@sh scripts/setup.sh

demo: setup ## build the sample authority, print its report and serve it (PORT=8080)
	@$(BIN)/mysay demo

setup-tests:
	@sh scripts/setup.sh tests
	@sh scripts/test-tools.sh

test: setup-tests ## every test, on SQLite and on PostgreSQL, browsers included
	@sh scripts/test.sh

check: quality test ## format, lint, types, import contracts and every test

quality: setup-tests lint types imports

format: setup-tests ## lay the code out, and mend what can be mended by itself
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lint:
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports --no-logo

bench: ## every comparison with its peers, recorded in bench/RESULTS.md (BENCHES="chat analysis" for some)
	@sh scripts/setup.sh bench
	@sh scripts/test-tools.sh
	$(BIN)/python -m bench --record $(BENCHES)

bench-broadcast: ## 10,000 reminders at Telegram's limits, in real time (COUNT=10000)
	@sh scripts/setup.sh bench
	$(BIN)/python -m bench.broadcast $(or $(COUNT),10000)

bench-soak: setup-tests ## answer for half an hour and see that memory stays flat (MINUTES=30)
	$(BIN)/python -m bench.soak $(or $(MINUTES),30)

bench-import: setup-tests ## children, reviews and forms imported while somebody answers, and what each file that is refused costs
	$(BIN)/python -m bench.importing

bench-kill: setup-tests ## kill a thousand servers under load on each database (KILLS=1000)
	$(BIN)/python -m bench.kill $(or $(KILLS),1000)

lock: ## resolve the dependencies anew, into the three lock files
	@sh scripts/lock.sh
