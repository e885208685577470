#!/bin/sh
# Every test: on SQLite, and beside that the integration tests on PostgreSQL, as either waits more than it reckons.
# What PostgreSQL's tests print comes when SQLite's have ended; it succeeds if both do.
set -eu
cd "$(dirname "$0")/.."

printed=$(mktemp)
MYSAY_TEST_DATABASE=postgresql .venv/bin/pytest tests/integration >"$printed" 2>&1 &
beside=$!
trap 'kill "$beside" 2>/dev/null || true; rm -f "$printed"' EXIT
trap 'exit 130' INT TERM

ended=0
echo "On SQLite; PostgreSQL's tests run beside these and are shown below."
MYSAY_TEST_DATABASE=sqlite .venv/bin/pytest || ended=$?
on_postgresql=0
wait "$beside" || on_postgresql=$?
echo "On PostgreSQL:"
cat "$printed"
[ "$ended" -ne 0 ] || ended=$on_postgresql
exit "$ended"
