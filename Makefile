# Everything a person or a machine does with this repository; only Python >= 3.11, pip and make are needed.
#
#   make dataset   set up .venv, build the dataset from raw/ into build/dataset/ (fangtan.toml), print what was made
#   make test      set up .venv, lint, types, every test that CI runs
#   make soak      long campaigns: kills, growth
#   make bench     how fast, how much memory, how it grows: an hour; make bench QUICK=1 in minutes
#   make smoke     publish to the real Hub and clean up: make smoke REPOSITORY=you/throw-away, with HF_TOKEN set
#   make lint      lint and types alone
#   make ui        the same graph in Dagster's web interface, http://127.0.0.1:3000, until Ctrl-C
#   make services  write systemd units that keep it running: docs/operating.md
#   make clean     remove what was built; .venv stays (make distclean removes it too)

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help dataset test soak bench smoke lint ui services home clean distclean

VENV := .venv
BIN := $(VENV)/bin
UNITS ?= $(HOME)/.config/systemd/user
FITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
# a command may be there and not work (a pyenv shim without its version): run it to know
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	"$$p" -c '$(FITS)' >/dev/null 2>&1 && echo "$$p" && break; done)
# -qq: errors only
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt

help:
	@sed -n 's/^#   //p' Makefile

dataset: $(VENV)/.run
	@$(BIN)/fangtan build $(if $(RAW),--raw '$(RAW)') $(if $(OUT),--out '$(OUT)')

test: lint
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m 'not soak'

soak: $(VENV)/.dev
	@$(BIN)/python -m pytest -q -m soak

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks $(if $(QUICK),--quick)

smoke: $(VENV)/.dev
	@$(BIN)/python tests/smoke.py '$(REPOSITORY)'

lint: $(VENV)/.dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

ui: home
	@DAGSTER_HOME="$(CURDIR)/.dagster" $(BIN)/python -m pipelines.defs.waking
	@DAGSTER_HOME="$(CURDIR)/.dagster" $(BIN)/dagster dev

services: home
	@mkdir -p '$(UNITS)'
	@for unit in deploy/*.service; do sed 's|@ROOT@|$(CURDIR)|g' "$$unit" > '$(UNITS)'/"$${unit##*/}"; done
	@echo 'wrote $(UNITS)/fangtan-web.service and fangtan-daemon.service; start them, now and at each boot:'
	@echo '  systemctl --user daemon-reload && systemctl --user enable --now fangtan-web fangtan-daemon'
	@echo '  loginctl enable-linger'

# Where Dagster keeps its history. Two programs that create its databases at once get in each other's way: create them.
home: $(VENV)/.ops
	@mkdir -p .dagster && cp dagster.yaml .dagster/dagster.yaml
	@DAGSTER_HOME="$(CURDIR)/.dagster" $(BIN)/dagster instance info >/dev/null

clean:
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis

distclean: clean
	@rm -rf $(VENV) .dagster

# The stamps say which set is installed; they are older than what they were made from when that changes.
$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'installing what a build needs into $(VENV) (a minute on the first call)'
	@$(PIP) --editable .
	@touch $@

$(VENV)/.ops: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing what Dagster's pages need into $(VENV) (a minute on the first call)"
	@$(PIP) --editable '.[ops]'
	@touch $(VENV)/.run $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'installing what tests need into $(VENV) (two minutes on the first call)'
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/.run $(VENV)/.ops $@

$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'make: no Python from 3.11 to 3.14 with venv and pip found; install one, or name it: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
