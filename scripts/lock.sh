#!/usr/bin/env bash
# Writes requirements.txt anew from pyproject.toml. Run it after changing a dependency.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

uv=.tools/bin/uv
[ -x "$uv" ] || uv=$(command -v uv) || fail "uv was not found: run make install first."
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
"$uv" pip compile --quiet --python-version "$(cat .python-version)" --generate-hashes \
    --no-header --no-annotate --extra dev --override overrides.txt \
    pyproject.toml -o requirements.txt
say "requirements.txt is written; run make install to use it."
