# Every target does its own set-up from a bare checkout and is quick when nothing changed.

VENV := .venv
BIN := $(VENV)/bin
PYTHONS := python3 python3.13 python3.12 python3.11 python3.10 python3.14 python
PIP_FLAGS := --quiet --disable-pip-version-check

# Whose converted networks `make site` takes where TensorFlow cannot be installed: a wheel of this
# version of Atelier, as a file or an address. Never a name alone: on PyPI anybody can take it.
RELEASE ?=

export TF_CPP_MIN_LOG_LEVEL ?= 3

.DEFAULT_GOAL := help
.PHONY: help site check test lint format docs soak bench wheel lock clean chromium other-browsers

help: ## Show the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

site: $(VENV)/.usable ## Build ./site; options in ARGS, for example ARGS="--base-url https://..."
	@$(BIN)/build-site $(ARGS)

check: lint ## Check style and types and run the quick tests: no browser, no TensorFlow; options in ARGS
	@$(BIN)/python -m builder.bundle.node run unit
	@$(BIN)/python -m pytest --quick -q -rfE $(ARGS)

# Tests of the builder and of browsers run side by side; who is done first takes over of the rest.
test: $(VENV)/.installed chromium other-browsers ## Run all tests; options of pytest in ARGS, for example ARGS="-k pictures -n 0"
	@$(BIN)/python -m builder.bundle.node run unit
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(VENV)/.installed $(VENV)/.found-everywhere $(VENV)/.no-advisories ## Check style and types, and the packages that are needed
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m builder.bundle.node run check

format: $(VENV)/.installed ## Format the Python and the browser code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python -m builder.bundle.node run format

docs: $(VENV)/.installed ## Write the generated parts of the documentation
	@$(BIN)/python -m tests.docs

soak: $(VENV)/.installed ## Try for hours what chance brings; options in ARGS, for example ARGS="pictures --seed 7"
	@$(BIN)/python -m tests.soak $(if $(ARGS),$(ARGS),all)

bench: $(VENV)/.installed chromium ## Measure painting, and peers beside it; options in ARGS, for example ARGS="--only wasm"
	@$(BIN)/python -m tests.bench $(ARGS)

wheel: $(VENV)/.installed ## Make the package in dist/, which builds the default site without TensorFlow
	@$(BIN)/python -m hatchling build --target wheel

lock: $(VENV)/.installed ## Choose the newest versions that pyproject.toml allows
	@$(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.10 --generate-hashes \
		--no-emit-index-url --no-header --all-extras --group dev pyproject.toml --output-file requirements.lock

clean: ## Remove what the other targets made, except site/, and name the caches that stay
	@echo "These caches, outside of this folder, stay:"
	@$(BIN)/python -c 'from builder.paths import cache_folder as it; print(" ", it())' 2>/dev/null || \
		echo "  the folder atelier among the user's caches, or what ATELIER_CACHE names"
	@echo "  those of pip, uv and npm, and the browsers that Playwright downloaded"
	rm -rf $(VENV) web_template/node_modules tests/bench/peers/node_modules
	rm -rf .mypy_cache .pytest_cache .ruff_cache test-results build dist *.egg-info
	find builder tests -name __pycache__ -prune -exec rm -rf {} +

# uv installs in a third of pip's time; pip does where uv cannot reach the index that pip is set to.
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python
$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info >= (3, 14))' || { \
		echo "TensorFlow has no package for this Python; take one from 3.10 to 3.13." >&2; exit 1; }
	@echo "Installing Python packages (some minutes the first time) ..."
	@$(BIN)/python -m pip install $(PIP_FLAGS) uv
	@$(INSTALL) --require-hashes -r requirements.lock || \
		$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --editable . || \
		$(BIN)/python -m pip install $(PIP_FLAGS) --no-deps --editable .
	@touch $@

# All packages, or without TensorFlow those that build a site of networks converted elsewhere.
$(VENV)/.usable: requirements.lock pyproject.toml | $(BIN)/python
	@$(MAKE) --no-print-directory $(VENV)/.installed || \
		$(MAKE) --no-print-directory $(VENV)/.without-tensorflow
	@touch $@

$(VENV)/.without-tensorflow: pyproject.toml | $(BIN)/python
	@test -n "$(RELEASE)" || { \
		echo "Not all packages can be installed here, and without TensorFlow the converted networks" >&2; \
		echo "come from a release of Atelier: name its wheel with RELEASE=WHEEL, or use Python 3.10" >&2; \
		echo "to 3.13 on a machine for which TensorFlow has packages." >&2; exit 1; }
	@echo "Not all packages can be installed here: without TensorFlow, the converted networks come from $(RELEASE)."
	@$(INSTALL) --editable . || $(BIN)/python -m pip install $(PIP_FLAGS) --editable .
	@rm -rf build/release && $(BIN)/python -m pip download $(PIP_FLAGS) --no-deps \
		--dest build/release "$(RELEASE)" || { \
		echo "$(RELEASE) cannot be had; give the file of a wheel, or its address, as RELEASE." >&2; exit 1; }
	@$(BIN)/python -m zipfile -e build/release/*.whl build/release
	@cache=$$($(BIN)/python -c 'from builder.paths import cache_folder as it; print(it())') && \
		mkdir -p "$$cache" && cp -R build/release/builder/_share/cache/. "$$cache"
	@touch $@

# TensorFlow has no packages for Python 3.14 yet, so uv brings another one where it can.
$(BIN)/python:
	@for python in $(PYTHONS); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then \
			$$python -m venv $(VENV) || { \
				echo "Python's venv module failed; install it (Debian: apt install python3-venv)." >&2; \
				rm -rf $(VENV); exit 1; }; \
			$(BIN)/python -c 'import sys; sys.exit(sys.version_info >= (3, 14))' && exit 0; \
			$(BIN)/python -m pip install $(PIP_FLAGS) uv && \
			$(BIN)/uv venv --quiet --seed --python 3.13 $(VENV)-3.13 && rm -rf $(VENV) && \
			mv $(VENV)-3.13 $(VENV); exit 0; \
		fi; \
	done; \
	echo "Atelier needs Python 3.10 or newer; install it and run make again." >&2; \
	exit 1

$(VENV)/.found-everywhere: pyproject.toml tests/packages/platforms.py | $(VENV)/.installed
	@$(BIN)/python -m tests.packages.platforms && touch $@ || [ $$? -eq 75 ]

$(VENV)/.no-advisories: requirements.lock web_template/package-lock.json \
		tests/packages/advisories.py | $(VENV)/.installed
	@$(BIN)/python -m tests.packages.advisories && touch $@ || [ $$? -eq 75 ]

APT_GET = DEBIAN_FRONTEND=noninteractive apt-get -qq
INSTALL_SYSTEM = { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && $(APT_GET) update && \
	$(APT_GET) install -y --no-install-recommends $(1) >/dev/null; }

# The browser that tests drive: the system's, else Debian's package, else Playwright's download.
# On a bare system Playwright lacks a library before Debian's package brings it.
chromium: $(VENV)/.installed
	@$(BIN)/python -m tests.chromium 2>/dev/null || { \
		$(call INSTALL_SYSTEM,chromium) && $(BIN)/python -m tests.chromium; } || \
		$(BIN)/playwright install chromium

# Without them their tests are skipped.
other-browsers: chromium
	@command -v firefox-esr >/dev/null || command -v firefox >/dev/null || \
		$(call INSTALL_SYSTEM,firefox-esr) || echo "Firefox cannot be installed here."
	@{ command -v WebKitWebDriver && command -v Xvfb; } >/dev/null || \
		$(call INSTALL_SYSTEM,webkit2gtk-driver xvfb) || echo "WebKitGTK cannot be installed here."
