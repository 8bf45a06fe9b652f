#!/usr/bin/env bash
# Sets up everything that Unhurried needs inside this folder; a second run finds nothing to do.
# UNHURRIED_MIN_FREE_GB: free disk space to ask for (5 is what the packages and training take).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

venv=.venv
log=.tools/setup.log
min_free_gb=${UNHURRIED_MIN_FREE_GB:-5}
python_version=$(cat .python-version)

# The folder is part of the stamp: a moved environment has scripts that point nowhere.
wanted_stamp() { { cat requirements.txt .python-version scripts/setup.sh; pwd -P; } | sha256sum; }

is_current() {
    [ -x "$venv/bin/unhurried" ] && [ "$(cat "$venv/.synced" 2>/dev/null)" = "$(wanted_stamp)" ] &&
        "$venv/bin/python" -c '' 2>/dev/null
}

check_disk() {
    local folder free
    for folder in "$root" "$HOME"; do
        [ -d "$folder" ] && [ -w "$folder" ] || continue
        free=$(df -Pk "$folder" | awk 'NR == 2 {print int($4 / 1048576)}')
        [ "$free" -ge "$min_free_gb" ] ||
            fail "$folder has ${free} GB free and ${min_free_gb} GB are needed:" \
                "free some space and run make again."
    done
}

# A pyenv shim is on PATH and still fails, so each candidate must run.
uv_works() { "$1" --version >/dev/null 2>&1 && "$1" pip sync --help 2>/dev/null | grep -q require-hashes; }

find_uv() {
    local candidate
    for candidate in "$(command -v uv || true)" .tools/bin/uv .tools/lib/bin/uv "$HOME/.local/bin/uv"; do
        if [ -n "$candidate" ] && uv_works "$candidate"; then
            uv=$candidate
            return
        fi
    done
    return 1
}

find_any_python() {
    local name
    for name in python3 python python3.{14,13,12,11,10,9,8}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then
            any_python=$name
            return
        fi
    done
    return 1
}

install_uv() {
    find_any_python || fail "no Python 3.8 or newer was found: install one" \
        "(Debian, Ubuntu: apt install python3 python3-venv) and run make again."
    mkdir -p .tools
    if ! "$any_python" -m venv .tools >>"$log" 2>&1 &&
        ! "$any_python" -m pip --version >>"$log" 2>&1; then
        # Debian ships Python without venv and pip.
        apt_install python3-venv && "$any_python" -m venv --clear .tools >>"$log" 2>&1 ||
            fail "$any_python has neither venv nor pip: install them" \
                "(Debian, Ubuntu: apt install python3-venv), or install uv, and run make again."
    fi
    if [ -x .tools/bin/pip ]; then
        watched "fetching uv" .tools/bin/python -m pip install --quiet uv
    else
        watched "fetching uv" "$any_python" -m pip install --quiet --target .tools/lib uv
    fi
    find_uv || fail "uv was installed in .tools and does not run here: install uv yourself" \
        "and run make again ($log tells more)."
}

# watched WHAT COMMAND…: runs it with its output in the log and the seconds on the screen.
watched() {
    local what=$1 started=$SECONDS ticks=0 pid
    shift
    "$@" >"$log" 2>&1 &
    pid=$!
    trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM HUP
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.2
        ticks=$((ticks + 1))
        if [ -t 1 ]; then
            printf '\r      %s: %d s' "$what" $((SECONDS - started))
        elif [ $((ticks % 100)) -eq 0 ]; then
            say "      $what: $((SECONDS - started)) s"
        fi
    done
    [ ! -t 1 ] || printf '\r\033[K'
    trap - INT TERM HUP
    wait "$pid" || explain "$what"
}

# The first cause that the log names, as one line with what to do.
explain() {
    if grep -qi 'no space left' "$log"; then
        fail "the disk filled up while $1: free some space and run make again; nothing is lost."
    elif grep -qiE 'UnknownIssuer|certificate.verify.failed' "$log"; then
        fail "the package index's certificate is not trusted while $1: install the system's" \
            "certificates (Debian, Ubuntu: apt install ca-certificates) and run make again."
    elif grep -qi 'hash mismatch' "$log"; then
        fail "a package does not match its checksum in requirements.txt ($log names it):" \
            "do not use it; run make again, or ask the people who keep this project."
    elif grep -qiE 'python-build-standalone|no interpreter found|no download found' "$log"; then
        fail "Python $python_version is not here and could not be downloaded: install it (for" \
            "example pyenv install $python_version), or check the connection, and run make again."
    elif grep -qiE 'error sending request|failed to fetch|connect|timed out|dns|resolve' "$log"; then
        fail "could not reach the package index while $1:" \
            "check the connection and run make again; nothing is lost."
    fi
    fail "stopped while $1: $(grep -i error "$log" | tail -n 1) ($log tells more)"
}

is_wanted_python() {
    "$1" -c "import ssl, sqlite3, sys
sys.exit('%d.%d' % sys.version_info[:2] != '$python_version')" 2>/dev/null
}

# uv finds Pythons on PATH and its own; pyenv's are looked up here, since its shims may not run.
find_python() {
    local candidate
    for candidate in "python$python_version" \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$python_version".*/bin/python; do
        if is_wanted_python "$candidate"; then
            python=$candidate
            return
        fi
    done
    python=$python_version
}

make_environment() {
    # One that runs is kept and brought up to date in place: something may be using it.
    if is_wanted_python "$venv/bin/python" &&
        [ "$(cat "$venv/.folder" 2>/dev/null || say "$root")" = "$root" ]; then
        say "$root" >"$venv/.folder"
        return
    fi
    find_python
    rm -rf "$venv"
    watched "getting Python $python_version" "$uv" venv --python "$python" "$venv"
    say "$root" >"$venv/.folder"
}

# The command works from any folder, and where the path is long or has a space.
install_command() {
    local packages
    packages=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    say "$root" >"$packages/unhurried.pth"
    cat >"$venv/bin/unhurried" <<LAUNCHER
#!/bin/sh
'''exec' "$root/$venv/bin/python" "\$0" "\$@"
' '''
import sys

from bot.cli import main

sys.exit(main())
LAUNCHER
    chmod +x "$venv/bin/unhurried"
}

check_model() {
    "$venv/bin/python" -c 'from bot.language.weights import check_weights; check_weights()' \
        >"$log" 2>&1 || fail "$(tail -n 1 "$log")"
}

is_current && exit 0
mkdir -p .tools
: >"$log"
check_disk

# Certificates that this machine trusts count too, where a proxy stands before the index.
if [ -s /etc/ssl/certs/ca-certificates.crt ] || [ -s /etc/pki/tls/certs/ca-bundle.crt ]; then
    export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
fi
[ -w "$HOME" ] || export UV_CACHE_DIR=$root/.tools/cache
export UV_NO_PROGRESS=1

say "[1/4] uv, which installs the rest"
find_uv || install_uv
say "[2/4] Python $python_version"
make_environment
say "[3/4] $(grep -c '==' requirements.txt) packages (about 3.5 GB the first time)"
# Compiled once: where Python may write no bytecode, each process would compile TensorFlow anew.
watched "installing packages" "$uv" pip sync --compile-bytecode --python "$venv/bin/python" \
    --require-hashes requirements.txt
say "[4/4] the unhurried command and the sentence encoders"
install_command
check_model
wanted_stamp >"$venv/.synced"
say "      set up."
