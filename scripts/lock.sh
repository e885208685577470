#!/bin/sh
# Resolves pyproject.toml into two lock files with hashes and without host names: what mysay runs on (with its build
# backend), and that plus what the tests need, at the same versions. Needs uv (pip install uv).
set -eu
cd "$(dirname "$0")/.."
resolve() { ${UV:-uv} pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 "$@"; }
resolve --group dev pyproject.toml -o requirements-dev.lock
resolve --group build -c requirements-dev.lock pyproject.toml -o requirements.lock
