# Everything a person does here. Each target sets up what it needs in .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup read test results clean

setup: .venv/ready

.venv/ready: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt -e .
	touch $@

.venv/ready-test: .venv/ready
	$(BIN)/python -m pip install --quiet -e '.[test]'
	touch $@

# Read a grid of held-out digits with the shipped model.
read: .venv/ready
	$(BIN)/python -m mnist2x2 read

test: .venv/ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest

# Train both recipes as their results were made (hours), measure them, ship the book's weights, write the tables.
results: .venv/ready
	$(BIN)/python benchmarks/accuracy.py demo --seeds 0 1 2 --threads 1
	$(BIN)/python benchmarks/accuracy.py book --seeds 0 --threads 1 --ship
	$(BIN)/python benchmarks/costs.py
	$(BIN)/python -m mnist2x2 read --save book/assets/reading.png
	$(BIN)/python benchmarks/report.py

clean:
	rm -rf .venv build dist *.egg-info
