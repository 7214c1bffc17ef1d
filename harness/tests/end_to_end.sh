# What the shell tests share. To be sourced; "$1" is the build folder.
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C.UTF-8

# Read by the tests that source this.
# shellcheck disable=SC2034
{
    build=$1
    taskloss=$1/taskloss
    source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
}
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

fail() {
    printf 'not ok: %s\n' "$*" >&2
    exit 1
}

skip() {
    printf 'skipped: %s\n' "$*"
    exit 77
}

# Whether what is tested is built with ASan and UBSan.
sanitized() { grep -q '^TASKLOSS_SANITIZE:BOOL=ON' "$build/CMakeCache.txt"; }

has() { command -v "$1" >/dev/null || skip "there is no $1"; }

# The path of a Python that can be measured, the system's own if it is one.
usable_python() {
    "$taskloss" pythons --json | jq -re '[.implementations[] | select(.usable and .build == "")
        | .path] | (map(select(startswith("/usr/"))) + .)[0]' || fail "no usable Python here"
}

# From now on only the system's own Python is found besides those that a path names: each run begins
# sooner.
search_less() {
    mkdir -p "$temporary/home"
    export HOME=$temporary/home PYENV_ROOT=$temporary/home TASKLOSS_CACHE=$temporary/home PATH=/usr/bin:/bin
    unset VIRTUAL_ENV XDG_DATA_HOME
}

# refused STATUS PATTERN COMMAND...: it must end so, with one line that says it.
refused() {
    local status=0 want=$1 pattern=$2
    shift 2
    "$@" >"$temporary/out" 2>"$temporary/err" || status=$?
    [ "$status" -eq "$want" ] ||
        fail "exit status $status, not $want: $* ($(cat "$temporary/err"))"
    [ "$(grep -c '^taskloss: ' "$temporary/err")" -eq 1 ] ||
        fail "not one line of error: $* ($(cat "$temporary/err"))"
    grep -q -- "$pattern" "$temporary/err" ||
        fail "'$(cat "$temporary/err")' does not say '$pattern': $*"
}
