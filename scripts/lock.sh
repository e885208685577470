#!/bin/sh
# Resolves pyproject.toml into three lock files with hashes and without host names: what mysay runs on (with its build
# backend), that plus what the tests need, and that plus what `make bench` compares with, at the same versions. Needs uv (pip install uv).
set -eu
cd "$(dirname "$0")/.."
resolve() { ${UV:-uv} pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 "$@"; }
resolve --group dev pyproject.toml -o requirements-dev.lock
resolve --group bench -c requirements-dev.lock pyproject.toml -o requirements-bench.lock
resolve --group build -c requirements-dev.lock pyproject.toml -o requirements.lock
