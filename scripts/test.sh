#!/bin/sh
# Every test, in three runs beside each other, as each waits about as much as it reckons: what needs no particular
# database, and the integration tests on SQLite and on PostgreSQL. What the latter two print comes when the first has
# ended; it succeeds if all three do.
set -eu
cd "$(dirname "$0")/.."

printed=$(mktemp -d)
MYSAY_TEST_DATABASE=postgresql .venv/bin/pytest tests/integration >"$printed/postgresql" 2>&1 &
postgresql=$!
MYSAY_TEST_DATABASE=sqlite .venv/bin/pytest tests/integration >"$printed/sqlite" 2>&1 &
sqlite=$!
trap 'kill "$postgresql" "$sqlite" 2>/dev/null || true; rm -rf "$printed"' EXIT
trap 'exit 130' INT TERM

ended=0
echo "All but the integration tests; those run beside these and are shown below."
MYSAY_TEST_DATABASE=sqlite .venv/bin/pytest --ignore=tests/integration || ended=$?
wait "$sqlite" || ended=$?
echo "The integration tests on SQLite:"
cat "$printed/sqlite"
wait "$postgresql" || ended=$?
echo "The integration tests on PostgreSQL:"
cat "$printed/postgresql"
exit "$ended"
