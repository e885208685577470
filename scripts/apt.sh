#!/bin/sh
# Installs Debian packages, as root or through sudo where it asks for no password. Fails with a sentence otherwise.
set -eu
as_root=""
if ! command -v apt-get >/dev/null 2>&1; then
    printf 'There is no apt-get here to install: %s. Install it with your own package manager.\n' "$*" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true >/dev/null 2>&1; then
        printf 'Needed and missing: %s. Run: sudo apt-get install %s\n' "$*" "$*" >&2
        exit 1
    fi
    as_root="sudo -n"
fi
printf 'Installing with apt-get: %s\n' "$*" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq </dev/null >&2
# shellcheck disable=SC2086  # as_root is two words or none
$as_root apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2
