# kitgen: `make kits` builds a session, `make test` runs every test. Both set themselves up.

SESSION ?= sessions/exemple
MOTEUR  ?= auto
OUT     ?= out

VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PY := $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help kits check-session test check lint types bench gabarits langue lock clean

help: ## cette liste
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' \
	  | while IFS='|' read -r name text; do printf '%-20s %s\n' "$$name" "$$text"; done
	@echo
	@echo "  make kits SESSION=sessions/autre MOTEUR=libreoffice (auto, libreoffice, rdocx) OUT=out"

kits: $(VENV)/.kits ## produire les kits d'une session dans out/<session>/
	@$(PY) -m kitgen build $(SESSION) --out $(OUT) --moteur $(MOTEUR)

check-session: $(VENV)/.kits ## relire les entrées d'une session, sans rien écrire
	@$(PY) -m kitgen check $(SESSION)

test: $(VENV)/.dev ## lancer tous les tests
	@$(PY) -m pytest

check: $(VENV)/.dev lint types test ## style, types et tests

lint: $(VENV)/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.dev
	@$(BIN)/mypy

bench: $(VENV)/.dev ## mesurer kitgen à côté d'autres programmes, et récrire docs/benchmark.md (GROUPES="pdf docx")
	@$(PY) -m bench $(GROUPES)

gabarits: $(VENV)/.kits ## refaire les gabarits Word livrés
	@$(PY) -m kitgen.gabarits templates

langue: $(VENV)/.dev ## compiler le français de la ligne de commande
	@$(BIN)/pybabel -q compile -D kitgen -d kitgen/langue

lock: $(VENV)/.dev ## figer de nouveau les dépendances
	@sh requirements/lock.sh $(PY)

clean: ## supprimer l'environnement (out/ reste)
	rm -rf $(VENV)

# The environment is made once, and again when the pins change: a package that is no longer
# pinned must not linger.
$(VENV)/.kits: requirements/kits.txt pyproject.toml requirements/setup.sh
	@sh requirements/setup.sh $(VENV) requirements/kits.txt
	@rm -f $(VENV)/.dev
	@touch $@

$(VENV)/.dev: $(VENV)/.kits requirements/dev.txt
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
