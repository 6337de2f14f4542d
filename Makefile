# The commands of the book. `make` alone lists them; the first one that you call makes .venv.

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -m
INSTALLED := .venv/installed

# Second and third environment of `make test`: the oldest NumPy that pyproject.toml allows, and PyTorch
# as an independent oracle. They are heavy, so a reader need not have them; `make peers` makes both.
OLDEST_NUMPY := 2.0
TORCH := 2.13.0
OLDEST := .venv-oldest/numpy-$(OLDEST_NUMPY)
PEER := .venv-torch/torch-$(TORCH)

.DEFAULT_GOAL := help
.PHONY: help book serve lab test bench notebooks lint zip peers lock clean

help: ## list the commands
	@echo "Neuron to Network"
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

# The chapters multiply small tables: one thread is the fastest.
book serve zip lab notebooks: export OPENBLAS_NUM_THREADS := 1

$(INSTALLED): requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is too old: install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing: install it (on Debian and Ubuntu: the package python3-venv)."; exit 1; }
	@echo "Making .venv (about 1 GB, a minute or two) ..."
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --editable .
	@touch $@

book: $(INSTALLED) ## run the chapters and build the HTML book
	$(RUN) tools.build_book

serve: book ## build the book and serve it on this machine
	@echo "Reading at http://127.0.0.1:8000/ (Ctrl+C stops it)"
	@$(RUN) http.server 8000 --bind 127.0.0.1 --directory _build/html

zip: $(INSTALLED) ## the book as one zip, to read offline
	$(RUN) tools.build_book --zip

lab: $(INSTALLED) ## open JupyterLab on the chapters
	$(RUN) jupyterlab --ip=127.0.0.1 --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks \
		--LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

notebooks: $(INSTALLED) ## run every chapter and store its outputs
	$(RUN) tools.run_notebooks

lint: $(INSTALLED) ## style and types, notebooks too
	$(RUN) ruff check .
	$(RUN) ruff format --check helpers tests tools benchmarks book/_ext
	$(RUN) mypy

test: lint ## build the book and make every check that this machine can
	$(RUN) tools.test_all

bench: $(INSTALLED) ## speed and memory, beside PyTorch where `make peers` was run
	$(RUN) benchmarks

peers: $(OLDEST) $(PEER) ## the oldest NumPy and PyTorch, for `make test` and `make bench`

$(OLDEST):
	$(PYTHON) -m venv --clear .venv-oldest
	.venv-oldest/bin/python -m pip install --disable-pip-version-check --quiet "numpy==$(OLDEST_NUMPY).*" scikit-learn tqdm pytest hypothesis
	.venv-oldest/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --editable .
	@touch $@

$(PEER):
	$(PYTHON) -m venv --clear .venv-torch
	.venv-torch/bin/python -m pip install --disable-pip-version-check --quiet torch==$(TORCH) numpy scikit-learn tqdm pytest hypothesis
	.venv-torch/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --editable .
	@touch $@

lock: $(INSTALLED) ## write requirements.lock and environment.yml from pyproject.toml
	$(RUN) tools.lock

clean: ## remove what was built; .venv stays
	rm -rf _build .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find helpers tests tools benchmarks book notebooks -name __pycache__ -prune -exec rm -rf {} +
