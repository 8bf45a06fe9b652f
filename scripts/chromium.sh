#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests, installing Debian's where that is allowed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

find_chromium() {
    local name
    for name in chromium chromium-browser google-chrome; do
        # Ubuntu's chromium-browser may be an empty stand-in for a snap, so it must run.
        if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    return 1
}

find_chromium && exit
say "      installing Chromium for the browser tests" >&2
apt_install chromium || true
find_chromium || fail "the browser tests need Chromium: install it" \
    "(Debian: sudo apt-get install chromium) and run make test again."
