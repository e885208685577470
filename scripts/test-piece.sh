#!/bin/sh
# One piece of the tests: scripts/test-piece.sh DATABASE WHAT-PYTEST-IS-TO-RUN... It prints everything at once at its end.
set -eu
database=$1
shift

printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
trap 'exit 130' INT TERM
echo "Begun, on $database: pytest $*"
ended=0
MYSAY_TEST_DATABASE=$database .venv/bin/pytest "$@" >"$printed" 2>&1 || ended=1
{
  echo "Ended, on $database: pytest $*"
  cat "$printed"
}
exit "$ended"
