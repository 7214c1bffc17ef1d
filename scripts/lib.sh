# What scripts/test and scripts/demo share: packages, the build, and one line for each stage.
#
# To be sourced by bash, after `set -euo pipefail`.
# shellcheck shell=bash

program=scripts/${0##*/}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build
logs=$build/logs
cores=$(nproc)
export LC_ALL=C.UTF-8

say() { printf '%s\n' "$*"; }

# The one line that says what cannot be had. 3: "could not be measured".
stop() {
    printf '%s: %s\n' "$program" "$1" >&2
    exit "${2:-3}"
}

mkdir -p "$logs" 2>/dev/null || stop "cannot write to $build"

seconds_since() { awk -v began="$1" -v now="$EPOCHREALTIME" 'BEGIN { printf "%.1f", now - began }'; }

report() { printf '%-52s %-7s %7s s\n' "$1" "$2" "$3"; }

# stage NAME COMMAND...: its output goes to a log, of which the end is shown if it fails.
stage() {
    local name=$1 began=$EPOCHREALTIME log
    log=$logs/$(printf '%s' "$name" | tr -cs 'a-zA-Z0-9.\n' '-').log
    shift
    if "$@" >"$log" 2>&1 </dev/null; then
        report "$name" ok "$(seconds_since "$began")"
        return 0
    fi
    report "$name" FAILED "$(seconds_since "$began")"
    tail -n 20 "$log" | sed 's/^/    /'
    say "    the whole log: $log"
    return 1
}

# --- packages --------------------------------------------------------------------------------------

# One a line: what shows that it is there, and the package that brings it.
# shellcheck disable=SC2034 # for the scripts that source this
build_packages='
program /usr/bin/python3 python3
program cc gcc
file /usr/include/stdio.h libc6-dev
program make make
program cmake cmake
program pkg-config pkg-config
module libuv libuv1-dev
module sqlite3 libsqlite3-dev
module gsl libgsl-dev
module jansson libjansson-dev
module libxml-2.0 libxml2-dev
module libutf8proc libutf8proc-dev
module libcyaml libcyaml-dev
module yaml-0.1 libyaml-dev
program gnuplot gnuplot-nox
program dot graphviz'

fetch_packages='
file /usr/share/keyrings/debian-archive-keyring.* debian-archive-keyring
file /etc/ssl/certs/ca-certificates.crt ca-certificates'

# shellcheck disable=SC2034 # for scripts/test and scripts/fuzz
fuzz_packages='
program clang clang
file /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-x86_64.a libclang-rt-dev'

is_there() { # KIND NAME
    case $1 in
    program) command -v "$2" ;;
    module) pkg-config --exists "$2" ;;
    file) compgen -G "$2" ;;
    package) dpkg-query -W -f '${db:Status-Abbrev}' "$2" | grep -c '^ii' >/dev/null ;;
    esac >/dev/null 2>&1
}

missing_packages() { # LIST
    local kind name package
    while read -r kind name package; do
        if [ -n "$kind" ] && ! is_there "$kind" "$name"; then say "$package"; fi
    done <<<"$1"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

apt_install() { # PACKAGE...
    as_root apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@"
}

# The package lists may be missing or old: they are read again only if it does not work without.
apt_install_or_update() {
    apt_install "$@" ||
        { as_root apt-get -q -o DPkg::Lock::Timeout=120 -o APT::Update::Error-Mode=any update &&
            apt_install "$@"; }
}

# The line of apt's log that says what went wrong.
apt_reason() { grep -m1 -E '^E:' "$1" || grep -m1 -E '^(Err|W|sudo):' "$1" || tail -n 1 "$1"; }

install() { # PACKAGE...
    local began=$EPOCHREALTIME log=$logs/apt.log
    command -v apt-get >/dev/null ||
        stop "missing here: $*; there is no apt-get to install it with, so install it yourself"
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
        stop "missing here: $*; run 'apt-get install $*' as root (there is no sudo here)"
    say "Installing through apt: $*"
    apt_install_or_update "$@" >"$log" 2>&1 </dev/null ||
        stop "apt could not install $*: $(apt_reason "$log")"
    report "packages" ok "$(seconds_since "$began")"
}

need() { # LIST: installs what of it is missing
    local -a packages
    mapfile -t packages < <(missing_packages "$1")
    if [ "${#packages[@]}" -gt 0 ]; then install "${packages[@]}"; fi
}

# The shared library of the system's Python is a package of its own, named after its version.
need_libpython() {
    local version
    version=$(/usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])') ||
        stop "/usr/bin/python3 does not start"
    if ! compgen -G "/usr/lib/*/libpython$version*.so.1.0" >/dev/null; then
        install "libpython$version"
    fi
}

# --- building --------------------------------------------------------------------------------------

configure() { # FOLDER OPTIONS...
    local folder=$1
    shift
    cmake -S "$root" -B "$folder" "$@"
}

# make_in FOLDER OPTIONS...: what is built already is not built again.
make_in() {
    configure "$@" && nice cmake --build "$1" -j "$cores"
}

# --- fuzzing ---------------------------------------------------------------------------------------

make_fuzz() {
    configure "$build/fuzz" -DCMAKE_C_COMPILER=clang -DTASKLOSS_FUZZ=ON -DTASKLOSS_TESTS=OFF &&
        nice cmake --build "$build/fuzz" -j "$cores" --target fuzz
}

# fuzz TARGET LIMIT: one target, in a corpus of its own beside the one of the repository.
fuzz() {
    local target=$1 limit=$2 found=$build/fuzz/found/$1 began=$EPOCHREALTIME log runs
    log=$logs/fuzz-$target.log
    mkdir -p "$found"
    if nice "$build/fuzz/harness/tests/fuzz/fuzz_$target" "$limit" -timeout=10 -max_len=8192 \
        -artifact_prefix="$build/fuzz/$target-" -print_final_stats=1 \
        "$found" "$root/harness/tests/fuzz/corpus/$target" >"$log" 2>&1 </dev/null; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        report "fuzz $target: $runs inputs" ok "$(seconds_since "$began")"
        return 0
    fi
    report "fuzz $target" FAILED "$(seconds_since "$began")"
    grep -E 'ERROR: |runtime error: |does not hold|Test unit written' "$log" | sed 's/^/    /' || true
    say "    again: build/fuzz/harness/tests/fuzz/fuzz_$target FILE; the whole log: $log"
    return 1
}

# What of the found inputs reaches something that those of the repository do not.
keep_corpus() { # TARGET
    nice "$build/fuzz/harness/tests/fuzz/fuzz_$1" -merge=1 "$root/harness/tests/fuzz/corpus/$1" \
        "$build/fuzz/found/$1" >>"$logs/fuzz-$1.log" 2>&1 </dev/null
}

# --- axe-core -------------------------------------------------------------------------------------

# What looks whether a page can be read by all, as a file in the cache: the page's test runs it.
fetch_axe() {
    local to=${XDG_CACHE_HOME:-$HOME/.cache}/taskloss/axe folder status=0
    if [ -s "$to/axe.min.js" ]; then return; fi
    folder=$(mktemp -d)
    pip3 download -q --no-deps --only-binary :all: -d "$folder" axe-playwright-python==0.1.8 &&
        mkdir -p "$to" &&
        python3 -c 'import glob, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0])
open(sys.argv[2], "wb").write(wheel.read("axe_playwright_python/axe.min.js"))' "$folder" "$to/axe.new" &&
        mv "$to/axe.new" "$to/axe.min.js" || status=1
    rm -rf "$folder"
    return "$status"
}

# --- Pythons ---------------------------------------------------------------------------------------

# get-pythons uses apt's own mirror where that is Debian's; elsewhere TASKLOSS_DEBIAN_MIRROR names one.
fetch_pythons() { # VERSION...
    local -a options=()
    need "$fetch_packages"
    if [ -n "${TASKLOSS_DEBIAN_MIRROR-}" ]; then options=(--mirror "$TASKLOSS_DEBIAN_MIRROR"); fi
    "$root/scripts/get-pythons" "${options[@]}" "$@"
}

# pythons_asked OPTION...: what options of `taskloss run` ask for by --python or -p, one a line.
pythons_asked() {
    while [ $# -gt 0 ]; do
        case $1 in
        --) return ;;
        --python=* | --pytho=* | --pyth=* | --pyt=* | --py=*) say "${1#*=}" ;;
        --python | -p) if [ $# -gt 1 ]; then shift && say "$1"; fi ;;
        -p?*) say "${1#-p}" ;;
        esac
        shift
    done
}

# fetch_asked TASKLOSS SPEC...: fetches those of the Pythons that are not here, and says which; 3: not had.
fetch_asked() {
    local taskloss=$1 spec missing=()
    shift
    for spec in "$@"; do
        if "$taskloss" pythons --python "${spec%%+*}" >/dev/null 2>&1; then
            say "Python $spec is here: nothing is fetched for it"
        else
            missing+=("${spec%%+*}")
        fi
    done
    if [ ${#missing[@]} -eq 0 ]; then return 0; fi
    say "Fetching Python ${missing[*]}, and no other, since that is what --python asks for"
    fetch_pythons "${missing[@]}"
}
