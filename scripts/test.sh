#!/bin/sh
# Every test, in three runs beside each other, as each waits about as much as it reckons: what needs no particular
# database and then the kills and the commands on PostgreSQL; the integration tests on SQLite; and the others of them on
# PostgreSQL. What the latter two print comes when the first has ended; it succeeds if all do.
set -eu
cd "$(dirname "$0")/.."

printed=$(mktemp -d)
on_sqlite() { MYSAY_TEST_DATABASE=sqlite .venv/bin/pytest "$@"; }
on_postgresql() { MYSAY_TEST_DATABASE=postgresql .venv/bin/pytest "$@"; }

on_postgresql tests/integration --ignore=tests/integration/kill --ignore=tests/integration/commands >"$printed/postgresql" 2>&1 &
postgresql=$!
on_sqlite tests/integration >"$printed/sqlite" 2>&1 &
sqlite=$!
trap 'kill "$postgresql" "$sqlite" 2>/dev/null || true; rm -rf "$printed"' EXIT
trap 'exit 130' INT TERM

ended=0
echo "All but the integration tests; those run beside these and are shown below."
on_sqlite --ignore=tests/integration || ended=$?
echo "The kills and the commands on PostgreSQL:"
on_postgresql tests/integration/kill tests/integration/commands || ended=$?
wait "$sqlite" || ended=$?
echo "The integration tests on SQLite:"
cat "$printed/sqlite"
wait "$postgresql" || ended=$?
echo "The other integration tests on PostgreSQL:"
cat "$printed/postgresql"
exit "$ended"
