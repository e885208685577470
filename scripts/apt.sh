#!/bin/sh
# Installs Debian packages, as root or through sudo where it asks for no password. Fails with a sentence otherwise.
set -eu
if ! command -v apt-get >/dev/null 2>&1; then
    printf 'There is no apt-get here to install: %s. Install it with your own package manager.\n' "$*" >&2
    exit 1
fi
as_root="env"
if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true >/dev/null 2>&1; then
        printf 'Needed and missing: %s. Run: sudo apt-get install %s\n' "$*" "$*" >&2
        exit 1
    fi
    as_root="sudo -n env"
fi
printf 'Installing with apt-get: %s\n' "$*" >&2
get() { $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@" </dev/null >&2; }
get update || echo "apt-get update failed; trying with the lists there are." >&2
get install -y --no-install-recommends "$@"
