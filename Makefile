# Two commands are enough on a fresh Debian 12: `make demo` and `make test`. On a server: `make install`, docs/admin.md.

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed
TESTING := $(VENV)/.installed-for-tests
SOAKING := $(VENV)/.installed-for-soak
SERVERS := dovecot-imapd postgresql faketime strace systemd# what the tests talk to, and what breaks things for them
# Many tests wait for a server or a child process: twice as many at once as there are processors.
WORKERS := $(shell expr 2 \* $$(nproc))
BROWSER := chromium# that reports are looked at with
PARTS ?= $(shell grep -rl "mark.soak" tests --include="test_*.py" | sort)# of `make soak`
PYTEST_ARGS ?= -n $(WORKERS) --dist loadgroup

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test soak check format readme venv system-packages clean install upgrade rollback uninstall

help:  ## Show what can be made.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

demo: $(RUNTIME)  ## Show a day at the counter on this machine, with nothing configured. DEMO_ARGS="--serve" keeps it up.
	$(BIN)/loket demo $(DEMO_ARGS)

test: system-packages $(TESTING)  ## Run the tests on SQLite, real servers included, and what keeps data on PostgreSQL too.
	$(BIN)/pytest -m "not soak" --database=both $(PYTEST_ARGS)

soak: system-packages $(SOAKING)  ## Run the tests that take long, part by part. PARTS="tests/faults/test_kills.py …" runs some.
	@deploy/prepare packages $(BROWSER)
	@failed=""; for part in $(PARTS); do \
		echo "== $$part, $$(date +%T)"; \
		$(BIN)/pytest -m soak -v -s --durations=0 $$part || failed="$$failed $$part"; \
	done; \
	if [ -n "$$failed" ]; then echo "Failed:$$failed"; exit 1; fi

check: $(TESTING)  ## Check format, lint and types.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(TESTING)  ## Format the code and repair what the linter can.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

readme: $(TESTING)  ## Write the generated parts of README.md.
	$(BIN)/python deploy/write_readme.py

venv: $(TESTING)  ## Create the virtual environment with everything for development.

system-packages:  ## Install the servers that the tests need.
	@deploy/prepare packages $(SERVERS)

install:  ## Install Loket as a service. ANSWERS=FILE asks nothing; EXTRAS=google,microsoft,postgresql.
	@deploy/install install

upgrade:  ## Bring the service to this version: backup, migration, restart.
	@deploy/install upgrade

rollback:  ## Bring the service back to the version before. RESTORE=1 brings its database back as well.
	@deploy/install rollback

uninstall:  ## Remove the service, keep its data. PURGE=1 removes everything.
	@deploy/install uninstall

clean:  ## Remove the virtual environment and everything else that was made.
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(TESTING): pyproject.toml
	@deploy/prepare venv $(VENV) '[test]'
	@touch $(RUNTIME) $@

$(SOAKING): pyproject.toml
	@deploy/prepare venv $(VENV) '[test,soak]'
	@touch $(RUNTIME) $(TESTING) $@

$(RUNTIME): pyproject.toml
	@deploy/prepare venv $(VENV)
	@touch $@
