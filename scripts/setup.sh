#!/bin/sh
# Prepares .venv: an interpreter of 3.11 or later, the pinned dependencies, mysay itself.
# With the argument "tests" also what the tests need, with "bench" what the benches compare with. Quick when nothing has changed.
set -eu
cd "$(dirname "$0")/.."

lock=requirements.lock
[ "${1:-}" = tests ] && lock=requirements-dev.lock
[ "${1:-}" = bench ] && lock=requirements-bench.lock
venv=.venv
unset PYTHONHOME PYTHONPATH PIP_USER PIP_REQUIRE_VIRTUALENV PIP_TARGET PIP_PREFIX 2>/dev/null || true

say() { printf '%s\n' "$*" >&2; }

# Prints the first interpreter that really runs and is new enough. A name on the PATH proves nothing: version
# managers put stand-ins there that only fail.
find_python() {
    for candidate in "${PYTHON:-}" python3.12 python3.13 python3.11 \
        "$HOME"/.pyenv/versions/3.1[1-3].*/bin/python python3 python; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

has_venv() { "$1" -c 'import venv, ensurepip' >/dev/null 2>&1; }

make_venv() {
    python=$(find_python) || {
        say "mysay needs Python 3.11 or later and found none. Install it (on Debian: apt-get install python3 python3-venv)"
        say "or name one: make setup PYTHON=/path/to/python3"
        exit 1
    }
    if ! has_venv "$python"; then
        sh scripts/apt.sh python3-venv || true
        has_venv "$python" || {
            say "$python cannot make virtual environments. On Debian: apt-get install python3-venv"
            exit 1
        }
    fi
    say "Making $venv with $("$python" --version)."
    "$python" -m venv --clear "$venv"
}

# What this set-up depends on; when it is the same as last time there is nothing to do.
fingerprint() { { cat "$lock" pyproject.toml scripts/setup.sh; pwd -P; } | cksum; }

stamp="$venv/.ready-$lock"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ] && "$venv/bin/python" -c '' 2>/dev/null; then
    exit 0
fi

"$venv/bin/python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null || make_venv
pip() { "$venv/bin/python" -m pip --disable-pip-version-check --no-input --quiet "$@"; }
say "Installing the pinned dependencies from $lock; the first time takes a minute or two."
pip install --require-hashes -r "$lock"
pip install --no-deps --no-build-isolation -e .
# Compiled once here, or every command would parse itself and its libraries anew where PYTHONDONTWRITEBYTECODE is set.
env -u PYTHONDONTWRITEBYTECODE "$venv/bin/python" -m compileall -q -j 0 \
    "$venv"/lib analysis bot config mysay surveys tests web >/dev/null 2>&1 || true
fingerprint >"$stamp"
say "Ready: $venv/bin/mysay"
