#!/bin/sh
# Every test, in pieces, three of them beside each other, as each waits about as much as it reckons; the longest first,
# so that they end together. What a piece printed comes when it has ended; it succeeds if all do.
set -eu
cd "$(dirname "$0")/.."

xargs -P 3 -L 1 sh scripts/test-piece.sh <<'PIECES'
postgresql tests/integration --ignore=tests/integration/kill --ignore=tests/integration/commands
sqlite --ignore=tests/integration
sqlite tests/integration --ignore=tests/integration/kill --ignore=tests/integration/commands
sqlite tests/integration/kill
postgresql tests/integration/kill
sqlite tests/integration/commands
postgresql tests/integration/commands
PIECES
