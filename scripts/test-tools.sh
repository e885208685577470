#!/bin/sh
# The programs that tests drive and Python packages cannot bring: Chromium and PostgreSQL.
# A missing piece that cannot be installed ends the run: a test that was skipped has proved nothing.
set -eu
cd "$(dirname "$0")/.."

has_chromium() {
    [ -x "${MYSAY_TEST_CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1
}

has_postgresql() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

# Playwright drives Chromium through a Node.js of its own, which needs a library that a bare Debian lacks.
has_driver() { .venv/bin/playwright --version >/dev/null 2>&1; }

missing=""
has_driver || missing="$missing libatomic1"
has_chromium || missing="$missing chromium fonts-noto-core fonts-noto-color-emoji"
has_postgresql || missing="$missing postgresql"
# shellcheck disable=SC2086  # one package a word
[ -z "$missing" ] || sh scripts/apt.sh $missing
has_chromium || { echo "The browser tests need Chromium: install it, or name it in MYSAY_TEST_CHROMIUM." >&2; exit 1; }
has_driver || { echo "The browser tests drive Chromium with Playwright, which does not run here:" >&2; .venv/bin/playwright --version; }
has_postgresql || { echo "The database tests need PostgreSQL 15 or later: initdb was not found." >&2; exit 1; }
