# Shared by the scripts in this folder; sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"
# An empty environment (cron, a service manager) has no HOME; uv and apt want one.
export HOME=${HOME:-$(eval echo "~$(id -un)")}

say() { printf '%s\n' "$*"; }

fail() {
    printf '\nUnhurried: %s\n' "$*" >&2
    exit 1
}

# Root, or a sudo that asks no question, may install Debian packages.
apt_install() {
    command -v apt-get >/dev/null || return 1
    local as=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as=(sudo -n)
    fi
    local install=("${as[@]}" env DEBIAN_FRONTEND=noninteractive
        apt-get install -y -qq --no-install-recommends "$@")
    mkdir -p .tools
    "${install[@]}" >.tools/apt.log 2>&1 && return
    "${as[@]}" apt-get update -qq >>.tools/apt.log 2>&1
    "${install[@]}" >>.tools/apt.log 2>&1
}
