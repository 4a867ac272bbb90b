# One line each, for those who like them short; "make help" lists them.

MVN ?= mvn

.DEFAULT_GOAL := help
.PHONY: help build test verify format slow chaos demo bench check-mlflow clean

help: ## Lists what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(lastword $(MAKEFILE_LIST))

build: ## Builds the jars, such as producer/target/producer.jar
	$(MVN) package -DskipTests

test: ## Builds, and runs the unit and integration tests
	$(MVN) verify

verify: ## The same, and checks format, Error Prone's findings and warnings: what a commit must pass
	$(MVN) verify -Pstrict

format: ## Formats the code
	$(MVN) spotless:apply

slow: ## Runs only the tests that take minutes
	$(MVN) verify -Pslow

chaos: ## Runs only the tests with random kills and outages
	$(MVN) verify -Pchaos

demo: ## Runs the whole pipeline on this machine
	scripts/demo.sh

bench: ## Measures the daemons, on a machine that does nothing else
	scripts/bench.sh

check-mlflow: ## Has a real MLflow score payments; FOLDER takes 1 GB of Python packages
	scripts/check-mlflow.sh $(FOLDER)

clean: ## Removes what was built
	$(MVN) clean
