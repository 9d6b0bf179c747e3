# Everything a person does here. Each target sets up what it needs in .venv first.
PYTHON ?= python3
BIN := .venv/bin
NBVAL := -m pytest -p no:cacheprovider -q --nbval --nbval-current-env --nbval-cell-timeout=300 --nbval-sanitize-with tests/nbval.cfg
WORKERS ?= 2
PARALLEL := -n $(WORKERS) --durations=25
PORT ?= 8000

# chapter 8: a short run of the same code
notebooks test-notebooks stability: export MNIST2X2_SHORT = 1
# threads that wait for each other do not spin: beside other work that takes minutes
test-notebooks stability: export OMP_WAIT_POLICY = passive
# tests run side by side, each with a thread of its own
test-code test-notebooks: export OMP_NUM_THREADS = 1

# The book's edition: everything, or with EDITION=student no solutions.
ifneq ($(filter-out student,$(EDITION)),)
$(error expected make book or make book EDITION=student, given EDITION=$(EDITION))
endif

.PHONY: setup book handouts drawn serve slides lab read notebooks widget app space test test-code test-notebooks stability publish-urls results speed clean

# Read a held-out grid with the shipped model, then build the book. For students, without solutions: make book EDITION=student
book: read
ifeq ($(EDITION),student)
	$(BIN)/python -m tools.student
else
	$(BIN)/jupyter-book build . --all -W -n --keep-going --quiet
	@test -f _build/html/index.html || { echo "the book was not built: no _build/html/index.html"; exit 1; }
	@echo "The book: $(CURDIR)/_build/html/index.html"
endif

_build/html/index.html: _config.yml _toc.yml $(wildcard notebooks/*.ipynb book/*.* book/*/*.* results/*.json)
	$(MAKE) book EDITION=

# Print every chapter, for students with room to write, and for teachers with answers: _build/handouts
handouts: .venv/ready-paper _build/html/index.html
	$(BIN)/python -m tools.handouts

setup: .venv/ready

.venv/ready: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt -e .
	touch $@

# A browser: the one that is here, else one that is installed now.
.venv/ready-paper: .venv/ready tools/browser.py
	$(BIN)/python -m pip install --quiet -e '.[paper]'
	$(BIN)/python -m tools.browser
	touch $@

# The tests' tools, and a browser.
.venv/ready-test: .venv/ready-paper
	$(BIN)/python -m pip install --quiet -e '.[test]'
	touch $@

# Show the book to this machine alone.
serve: book
	@echo "The book: http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

# Make slides of every chapter from its own cells, or of some: make slides, or make slides ONLY="02_patching".
slides: .venv/ready
	$(BIN)/python -m tools.slides $(ONLY)

# Open the notebooks in JupyterLab.
lab: .venv/ready
	$(BIN)/jupyter lab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks

# Read a grid of held-out digits with the shipped model.
read: .venv/ready
	$(BIN)/python -m mnist2x2 read

# Draw in a page of this machine and keep drawings with their right answers: make app, or make app PORT=8001
app: .venv/ready
	$(BIN)/python -m pip install --quiet -e '.[app]'
	$(BIN)/python -m mnist2x2 app --port $(PORT)

# Fill space/ with what a Hugging Face Space needs. Upload the folder as it is.
space: .venv/ready-test
	$(BIN)/python -m tools.space.fill space

# Run every notebook again and keep what it prints: make notebooks, or make notebooks ONLY="03_attention 05_masking".
notebooks: .venv/ready
	$(BIN)/python -m tools.notebooks $(ONLY)

test: test-code test-notebooks

test-code: .venv/ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest $(PARALLEL) --dist loadfile

# Run every notebook and compare what it prints with what it holds.
test-notebooks: .venv/ready-test
	$(BIN)/python $(NBVAL) $(PARALLEL) --dist loadscope notebooks

# The same three times in a row, and with one and two threads.
stability: .venv/ready-test
	for time in 1 2 3; do $(BIN)/python $(NBVAL) notebooks || exit 1; done
	for threads in 1 2; do OMP_NUM_THREADS=$$threads $(BIN)/python $(NBVAL) notebooks || exit 1; done

# Join the drawing grid's scripts anew, after a change in mnist2x2/page/static. This alone needs Node.js, with npm.
widget:
	cd mnist2x2/page/static && npm ci --silent && npm run --silent join

# Add the repository's address, and the one of the built pages, or remove them:
# make publish-urls URL=https://github.com/owner/name SITE=https://owner.github.io/name, make publish-urls REMOVE=1
publish-urls: export URL := $(URL)
publish-urls: export BRANCH := $(or $(BRANCH),main)
publish-urls: export SITE := $(SITE)
publish-urls: .venv/ready
	$(BIN)/python -m tools.publish $(if $(REMOVE),--remove,"$$URL" --branch "$$BRANCH" --site "$$SITE")

# Train all recipes as their results were made (hours), measure them, ship the weights of three, write the tables. How well drawings
# are read is measured on digits that are not in the repository: python benchmarks/drawn_digits.py --data FILE.npz, then the last line.
results: .venv/ready
	$(BIN)/python benchmarks/accuracy.py demo --seeds 0 1 2 --threads 1
	$(BIN)/python benchmarks/accuracy.py book --seeds 0 --threads 1 --ship
	$(BIN)/python benchmarks/accuracy.py drawn --seeds 0 --threads 1 --ship
	$(BIN)/python benchmarks/accuracy.py letters --seeds 0 --threads 1 --ship
	$(BIN)/python benchmarks/words.py
	$(BIN)/python benchmarks/ablations.py
	$(BIN)/python benchmarks/tours.py
	$(BIN)/python benchmarks/warm_up.py
	$(BIN)/python benchmarks/averaging.py
	$(BIN)/python benchmarks/recipe.py
	$(BIN)/python benchmarks/rotation.py
	$(BIN)/python benchmarks/costs.py
	$(BIN)/python -m mnist2x2 read --save book/assets/reading.png
	$(BIN)/python -m tools.card
	$(BIN)/python -m tools.report

# Train the weights `drawn` anew, and measure and show again all that depends on them. DATA is a file of pen-drawn digits
# by writers from whom no model learns (hours on two cores).
drawn: .venv/ready
	@test -f "$(DATA)" || { echo "expected make drawn DATA=FILE, a file of pen-drawn digits, given DATA=$(DATA)"; exit 1; }
	$(BIN)/python benchmarks/accuracy.py drawn --seeds 0 --threads 1 --ship
	$(BIN)/python benchmarks/certainty.py --data "$(DATA)" --ship
	$(BIN)/python benchmarks/restyling.py --data "$(DATA)"
	$(BIN)/python benchmarks/drawn_digits.py --data "$(DATA)"
	$(BIN)/python benchmarks/corrections.py --data "$(DATA)"
	$(BIN)/python benchmarks/forgetting.py --data "$(DATA)"
	$(BIN)/python benchmarks/tours.py
	$(BIN)/python benchmarks/costs.py
	$(BIN)/python -m tools.card
	$(BIN)/python -m tools.report
	$(MAKE) notebooks ONLY="09_drawing_grid 10_learning_from_corrections"

# Measure how fast it is, beside the usual way, and draw the charts (about 45 minutes on two cores that do nothing else).
# An interrupted race goes on where it was; rm -r runs/sprint starts it again.
speed: .venv/ready
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/sprint.py
	$(BIN)/python benchmarks/scaling.py
	$(BIN)/python benchmarks/parallel.py
	$(BIN)/python benchmarks/cache.py
	$(BIN)/python -m tools.charts

clean:
	rm -rf .venv _build build dist *.egg-info
