# Needs python3 (3.11 or newer) and make; everything else is installed into .venv.
PYTHON ?= python3
RUN := .venv/bin/
# How many test processes; a test that needs a database gets one of its own.
WORKERS ?= 2
# uv would otherwise look for a Python to download, and wait for hosts that may be out of reach.
export UV_PYTHON_DOWNLOADS = never
# Whoever forbids compiled files makes each of hundreds of processes compile the whole program anew.
unexport PYTHONDONTWRITEBYTECODE
COMPILE := $(RUN)uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help demo up test check format bench attack migrate lock lock-check nightly clean

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
	  printf '  make %-12s %s\n' "$$name" "$$what"; done

demo: .venv/.ok ## play the main job in three acts (SPEED=2: twice as fast; ONCE=1: end afterwards)
	@$(RUN)zhenxie demo $(if $(ONCE),--once) $(if $(SPEED),--speed $(SPEED))

up: .venv/.ok ## start PostgreSQL, the exchange and screening on this machine
	@$(RUN)zhenxie up

test: .venv/.ok ## run the tests
	@$(RUN)python -m pytest -n $(WORKERS) -m "not nightly and not attack" $(ARGS)

check: .venv/.ok ## what every commit must pass, in under two minutes
	@$(RUN)ruff format --check --quiet .
	@$(RUN)ruff check --quiet .
	@$(RUN)mypy
	@$(RUN)lint-imports --no-logo
	@$(RUN)python -m pytest -q -n $(WORKERS) -m "not nightly and not attack" tests/architecture tests/unit

format: .venv/.ok ## format the code and mend what can be mended without thinking
	@$(RUN)ruff format .
	@$(RUN)ruff check --fix .

bench: .venv/.ok ## measure what this machine holds (ARGS=--quick, ARGS="--only singles")
	@$(RUN)python -m bench $(ARGS)

# Servers that are killed and filled lie on a disk, as they would; those of `make test` lie in memory if it has room.
attack: .venv/.ok ## kill, hold, cut, fill and restore under load (QUICK=1: seconds each; ATTACK_ENTRIES, ATTACK_MINUTES)
	@TMPDIR=$${TMPDIR:-/tmp} $(if $(QUICK),ATTACK_QUICK=1 )$(RUN)python -m pytest -m attack tests/attacks/endurance $(ARGS)

migrate: .venv/.ok ## bring both databases up to this version
	@$(RUN)zhenxie exchange migrate
	@$(RUN)zhenxie screening migrate

nightly: .venv/.ok ## slow attacks and sweeps
	@TMPDIR=$${TMPDIR:-/tmp} HYPOTHESIS_PROFILE=nightly $(RUN)python -m pytest -n $(WORKERS) -m nightly $(ARGS)

lock: .venv/.ok ## write the locks again (UPGRADE=1: with the newest versions)
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --extra embedded --extra fonts -o requirements.lock >/dev/null
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --group dev -o requirements-dev.lock >/dev/null
	@! grep -n '://' requirements.lock requirements-dev.lock

lock-check: .venv/.ok ## see that the locks fit pyproject.toml and hold no address
	@! grep -n '://' requirements.lock requirements-dev.lock
	@set -e; for name in requirements.lock requirements-dev.lock; do \
	  cp $$name .venv/$$name; \
	  case $$name in *dev*) with='--group dev';; *) with='--extra embedded --extra fonts';; esac; \
	  $(COMPILE) $$with -o .venv/$$name >/dev/null; \
	  diff -u $$name .venv/$$name; done

clean: ## remove what was built (the embedded server's data stays)
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/.ok: requirements-dev.lock
	@$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed"'
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv || { \
	  rm -rf .venv; echo 'Python cannot make a virtual environment; on Debian: apt-get install -y python3-venv'; exit 1; }
	@$(RUN)python -m pip install --quiet --disable-pip-version-check 'uv==0.13.8' \
	  && $(RUN)uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r requirements-dev.lock \
	  || $(RUN)python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(RUN)python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@
