# Loadshare: `make run` and `make test` install all they need. Nothing else has to be set up first.
PY ?= python3
V := .venv/bin
export PATH := $(CURDIR)/$(V):$(PATH)

.PHONY: run test fix bench docs lock release app dev
.DEFAULT_GOAL := run

run: app  ## start Loadshare on this machine (HOST, PORT, DATABASE_URL are honoured)
	@$(V)/loadshare serve

test: dev  ## everything that must hold before a change may land
	@$(V)/python tools/test.py

fix: dev  ## format and repair what tools can repair
	$(V)/ruff check --fix --quiet src tests tools bench
	$(V)/ruff format --quiet src tests tools bench

bench:  ## speed, in ratios and milliseconds, beside the programs we are compared with
	@$(PY) tools/setup.py peers
	@$(V)/python -m bench

docs: dev  ## write the generated pages of docs/, the screenshots, and every page as a picture (build/pages)
	$(V)/python tools/docs.py
	$(V)/python tools/contact_sheet.py
	$(V)/loadshare body validate --write docs/reference > /dev/null
	$(V)/python -m loadshare.body.guide > docs/guide/what-the-model-says.md
	$(V)/python tools/screenshots.py
	$(V)/python tools/page_sheet.py

release: dev  ## build the wheel and the source package of this version into dist/
	$(V)/python tools/release.py

lock:  ## renew the hashed locks after a change to pyproject.toml or package.json
	$(PY) tools/setup.py dev
	$(V)/python tools/lock.py

app:
	@$(PY) tools/setup.py app

dev:
	@$(PY) tools/setup.py dev
