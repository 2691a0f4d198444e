#!/bin/sh
# Installs Rolecall as this repository has it, with the packages that its lock names by their hashes.
set -eu
python -m pip install --quiet --require-hashes --no-deps -r requirements-run.lock
python -m pip install --quiet --no-deps --no-build-isolation .
