# `make` lists the verbs. The logic is in scripts/ and in the unhurried command.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help install run train check test bench risk-report lock format clean screenshots

bin := .venv/bin
# A make above this one must not hand its flags to the tests' own make.
unexport MAKEFLAGS MFLAGS MAKELEVEL
ifneq ($(PORT),)
export UNHURRIED_PORT := $(PORT)
endif

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

install: ## set up Python 3.10 and the locked packages in this folder
	@scripts/setup.sh

run: install ## set up, train what changed, start everything (make run PORT=8001)
	@$(bin)/python -m bot.processes check
	@$(bin)/unhurried train
	@exec $(bin)/unhurried serve

train: install ## train what changed
	@$(bin)/unhurried train

check: install ## lint, types and the fast tests, in less than 90 seconds
	@$(bin)/ruff check .
	@$(bin)/mypy
	@$(bin)/pytest -q -m "not slow and not seam"

test: install ## every test, with the real processes and a browser
	@scripts/chromium.sh
	@$(bin)/ruff check . && $(bin)/mypy && $(bin)/lint-imports
	@$(bin)/unhurried train
	@$(bin)/pytest

bench: install ## measure this system beside the bot that `rasa init` makes
	@$(bin)/unhurried train
	@$(bin)/unhurried bench

risk-report: install ## measure how well risk is found, and write docs/risk.md
	@$(bin)/unhurried train
	@$(bin)/python -m benchmarks.risk_report

screenshots: install ## take the pictures of the README anew
	@scripts/chromium.sh
	@$(bin)/unhurried train
	@$(bin)/python -m bot.processes with $(bin)/python docs/screenshots.py

lock: install ## write requirements.txt anew from pyproject.toml
	@scripts/lock.sh

format: install ## lay out the code
	@$(bin)/ruff check --fix . && $(bin)/ruff format .

clean: ## remove what was installed and trained; conversations in var/ stay
	rm -rf .venv .tools models .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis
