# Ackwell's front door. `make help` lists what there is.

.DEFAULT_GOAL := help
CARGO ?= cargo

.PHONY: help demo test quick lint format generate bench dist clean

help: ## list the targets
	@echo "Ackwell"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## play genuine, repeated and forged notifications against a real receiver (needs Rust only)
	@$(CARGO) run --release --package ackwell-cli -- demo

test: ## lints, every language's package as its user gets it, real servers, a million mutated inputs
	@tests/run.sh

quick: ## the tests that need nothing but Rust
	$(CARGO) test

lint: ## formatting, lints, generated files
	@tests/run.sh lint

format: ## format the Rust code
	$(CARGO) fmt --all

generate: ## write what comes from core's tables and the conformance pack
	@$(CARGO) xtask generate
	@$(CARGO) xtask vectors

bench: ## measure core, every binding and their peers side by side; writes docs/benchmarks.md
	@bench/run.sh

dist: ## build every package for every platform into dist/, and try each (an hour or more; Debian, root)
	@release/run.sh

clean: ## remove everything that was built
	$(CARGO) clean
	rm -rf .work dist
