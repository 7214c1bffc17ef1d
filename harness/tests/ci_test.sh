#!/usr/bin/env bash
# scripts/bisect and the action, with stand-ins for CPython, for taskloss and for the check.
set -euo pipefail

source=$(cd "$(dirname "$0")/../.." && pwd)
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
cd "$temporary"
failed=0

equal() { # WHAT EXPECTED SEEN
    if [ "$2" != "$3" ]; then
        printf 'not ok: %s: expected %q, saw %q\n' "$1" "$2" "$3"
        failed=1
    fi
}

# --- a checkout whose commits build, or not, and a taskloss that ends as it is told --------------

mkdir -p "it's cpython/Lib/asyncio" results
cat >taskloss <<'END'
#!/bin/sh
printf '%s\n' "$@" >"$RECORD"
[ "$STATUS" = kill ] && kill -9 $$
exit "$STATUS"
END
chmod +x taskloss
export RECORD=$temporary/record TASKLOSS=$temporary/taskloss TASKLOSS_LOG=$temporary/log
export TASKLOSS_BISECT=$temporary/bisect GIT_CONFIG_GLOBAL=/dev/null
cd "it's cpython"
touch Lib/asyncio/tasks.py
# `stale`: the objects of another commit are in the way.
cat >configure <<'END'
#!/bin/sh
echo "configured: $*"
here=$(cd "$(dirname "$0")" && pwd)
printf 'all:\n\t@[ ! -e "%s/broken" ]\n' "$here" >Makefile
printf '\t@if [ -e "%s/stale" ] && [ -e python ]; then exit 1; fi\n' "$here" >>Makefile
printf '\t@cp "%s/configure" python; echo compiled\n' "$here" >>Makefile
# An object that make does not know to depend on a header.
printf '\t@[ -e object ] || cat "%s"/*.h >object 2>&1 || true\nclean:\n\t@rm -f object; echo cleaned\n' "$here" >>Makefile
END
chmod +x configure
commit() { git add -A . && git -c user.name=x -c user.email=x@x commit -q --allow-empty -m "$1"; }
git init -q .
commit one

bisect() { # EXPECTED-STATUS TASKLOSS-STATUS ARGUMENTS...
    local expected=$1 seen=0
    STATUS=$2 bash "$source/scripts/bisect" "${@:3}" 2>message </dev/null || seen=$?
    equal "bisect ${*:3} when taskloss ends with $2" "$expected" "$seen"
    equal "lines of message" 1 "$(grep -c '^bisect: ' message)"
    rm message
}

bisect 0 0 a31
equal "the words of taskloss" "$(printf '%s\n' check a31 --python "$TASKLOSS_BISECT/build" --results)" \
    "$(head -n 5 "$RECORD")"
bisect 1 1 a31
bisect 125 3 a31
bisect 128 2 a31
bisect 130 130 a31
bisect 137 kill a31
bisect 128 127 a31
bisect 1 0 --fixed a31
bisect 0 1 --fixed a31
bisect 125 3 --fixed a31
bisect 0 0 a31 "two words" -- --guard 'bare,set'
equal "cases and options are words" "check|a31|two words|--python|--guard|bare,set" \
    "$(grep -v '^/' "$RECORD" | grep -v -- --results | paste -sd'|')"
equal "the checkout is not touched" "" "$(git status --porcelain --ignored)"

# What is compiled: all of a first commit, nothing where only asyncio changed, and what is new.
equal "nothing is compiled twice" "" "$(cat "$TASKLOSS_LOG")"
echo changed >Lib/asyncio/tasks.py
commit asyncio
bisect 0 0 a31
equal "nothing is compiled for asyncio" "" "$(cat "$TASKLOSS_LOG")"
equal "its source is the commit's" changed "$(cat "$TASKLOSS_BISECT/source/Lib/asyncio/tasks.py")"
echo new >Object
commit object
bisect 0 0 a31
equal "objects are compiled" "cleaned compiled" "$(paste -sd' ' "$TASKLOSS_LOG")"
echo 1 >own.h
commit header
bisect 0 0 a31
echo 2 >own.h
commit header
bisect 0 0 a31
equal "no object is of another commit's headers" 2 "$(cat "$TASKLOSS_BISECT/build/object")"
touch own.c
commit source
bisect 0 0 a31
equal "objects stay where a C file changed" compiled "$(cat "$TASKLOSS_LOG")"
touch stale
commit stale
bisect 0 0 a31
equal "a stale build is cleaned" 1 "$(grep -c '^configured: ' "$TASKLOSS_LOG")"
equal "it asserts nothing" 1 "$(grep -c '^configured: .*NDEBUG' "$TASKLOSS_LOG")"
TASKLOSS_CONFIGURE='--with-pydebug --x' bisect 0 0 a31
equal "configure's options" 1 "$(grep -c '^configured: .*--enable-shared .*--with-pydebug --x$' "$TASKLOSS_LOG")"
equal "a debug build asserts" 0 "$(grep -c '^configured: .*NDEBUG' "$TASKLOSS_LOG")"
rm stale
touch broken
commit broken
bisect 125 0 a31
rm broken
commit mended
bisect 0 0 a31
equal "the build that is asked for" "$TASKLOSS_BISECT/build" "$(bash "$source/scripts/bisect" --build HEAD)"
refusal=0
bash "$source/scripts/bisect" --build nothing 2>/dev/null || refusal=$?
equal "no such commit" 128 "$refusal"
exec 8>"$TASKLOSS_BISECT/lock"
flock 8
bisect 128 0 a31
exec 8>&-

bisect 128 0
TASKLOSS=/no/such/program bisect 128 0 a31
cd ..
bisect 128 0 a31

# git itself reads the statuses so: the first bad commit of eight is found, one of them unbuildable.
cd "it's cpython"
for number in 1 2 3 4 5 6 7 8; do
    if [ "$number" -ge 6 ]; then echo 1 >state; else echo 0 >state; fi
    if [ "$number" -eq 4 ]; then touch broken; else rm -f broken; fi
    commit "$number"
done
cat >"$TASKLOSS" <<'END'
#!/bin/sh
exit "$(cat "$TASKLOSS_BISECT/source/state")"
END
git bisect start HEAD HEAD~7 >/dev/null
git bisect run bash "$source/scripts/bisect" a31 >found 2>&1 || true
equal "the first bad commit" 6 "$(git log -1 --format=%s "$(git rev-parse refs/bisect/bad)")"
cd ..

# --- the action: every line of an input is one word ----------------------------------------------

cat >check <<'END'
#!/bin/sh
printf '[%s]' "$@" >words
exit 3
END
chmod +x check
seen=0
INPUT_PYTHON=$'3.12\n/a b/python\n' INPUT_CASES=$'a31\nt0*\n$(touch bad)' INPUT_BASELINE='b c.json' \
    INPUT_ARGS=$'--guard\nbare' TASKLOSS_CHECK=./check GITHUB_OUTPUT=output TASKLOSS_REPORTS=/r \
    bash "$source/.github/actions/taskloss/run" || seen=$?
equal "the action's status" 3 "$seen"
# shellcheck disable=SC2016 # a literal
equal "the action's words" \
    '[--python=3.12][--python=/a b/python][--baseline=b c.json][--guard][bare][--][a31][t0*][$(touch bad)]' \
    "$(cat words)"
equal "the action's outputs" $'status=3\nreports=/r' "$(cat output)"
equal "no input is run" no "$([ -e bad ] && echo yes || echo no)"
INPUT_PYTHON=all TASKLOSS_CHECK=./check bash "$source/.github/actions/taskloss/run" || true
equal "the action without cases" '[--python=all]' "$(cat words)"

# --- scripts/demo: what --python asks for is fetched, and no more ----------------------------------

fetched() { # EXPECTED ARGUMENT...: with a taskloss that has 3.11 and a path
    local expected=$1 seen
    shift
    seen=$(
        # shellcheck disable=SC1091
        . "$source/scripts/lib.sh"
        fetch_pythons() { printf '%s\n' "$@" >fetched; }
        rm -f fetched
        mapfile -t asked < <(pythons_asked "$@")
        fetch_asked ./has "${asked[@]}" >said
        [ ! -e fetched ] || paste -sd' ' fetched
    )
    equal "what is fetched for $*" "$expected" "$seen"
}
cat >has <<'END'
#!/bin/sh
case $3 in 3.11 | /usr/bin/python3) exit 0 ;; *) exit 3 ;; esac
END
chmod +x has
fetched '' --python 3.11
equal "that is said" 'Python 3.11 is here: nothing is fetched for it' "$(cat said)"
fetched '3.13' -j 2 --python 3.11 -p3.13+eager --trials 2
equal "that is said" 1 "$(grep -c '^Fetching Python 3.13, and no other' said)"
fetched '3.9 3.14d' --python=3.9 -p 3.14d -p /usr/bin/python3 -- --python 3.15

# --- installed by pip, not built: of a wheel that is given, else of the one that the cache has ---

fake_wheel() { # FILE: its program says what it is called with
    python3 - "$1" <<'PYTHON'
import os, sys, zipfile
program = """import os, sys
def main():
    print(' '.join(sys.argv[1:]), file=open(os.environ['RECORD'], 'w'))
    sys.exit(int(os.environ['STATUS']))
"""
name = os.path.basename(sys.argv[1]).split('-py3')[0]
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('fake_taskloss.py', program)
    about = name + '.dist-info/'
    wheel.writestr(about + 'METADATA', 'Metadata-Version: 2.1\nName: taskloss\nVersion: %s\n' % name.split('-')[1])
    wheel.writestr(about + 'WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n')
    wheel.writestr(about + 'entry_points.txt', '[console_scripts]\ntaskloss = fake_taskloss:main\n')
    wheel.writestr(about + 'RECORD', '')
PYTHON
}

acts() { # EXPECTED-STATUS VARIABLE=VALUE...
    local expected=$1 seen=0
    env -u TASKLOSS STATUS=1 RUNNER_TEMP="$temporary/runner" TASKLOSS_REPORTS="$temporary/reports" \
        GITHUB_OUTPUT="$temporary/output" "${@:2}" bash "$source/.github/actions/taskloss/run" \
        >log 2>&1 </dev/null || seen=$?
    equal "the action with ${*:2}: $(tail -n 1 log)" "$expected" "$seen"
    rm -rf runner
}

if python3 -c 'import ensurepip' 2>/dev/null; then
    mkdir wheels
    fake_wheel wheels/taskloss-0.0.1-py3-none-any.whl
    acts 1 INPUT_PYTHON=3.11 TASKLOSS_WHEELS="$temporary/wheels"
    equal "the cached wheel's words" \
        "check --results $temporary/reports --junit $temporary/reports/junit.xml" \
        "$(cut -d' ' -f1-5 "$RECORD")"
    equal "its Python" "--python=3.11" "$(sed 's/.* //' "$RECORD")"
    acts 3 INPUT_WHEEL="$temporary/absent-1-py3-none-any.whl" TASKLOSS_WHEELS="$temporary/wheels"
    equal "what cannot be had" status=3 "$(grep status= output | tail -n 1)"
fi
equal "the key of a cache" 1 "$(bash "$source/.github/actions/taskloss/install" --key | grep -cE '^[a-z0-9._-]+$')"

# --- YAML ---------------------------------------------------------------------------------------

if python3 -c 'import yaml' 2>/dev/null; then
    for file in "$source"/.github/actions/*/action.yml "$source"/.github/workflows/*.yml \
        "$source"/scripts/batch/*.yml; do
        python3 -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' "$file" ||
            equal "$file" YAML "no YAML"
    done
fi

[ "$failed" -eq 0 ] && echo "all as it should be"
exit "$failed"
