#!/usr/bin/env bash
# Each way of scripts/ways is in force on a Python that has tasks in C, nothing changes nothing, and
# the dossier says so of a loss that goes, an orphan that stays, and what no way changes.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

python=$("$taskloss" pythons --json | jq -re '[.implementations[] | select(.usable and .build == ""
    and (.implementation | test("^3[.]1[0-9]")) and .worker != null) | .path][-1]') || skip "no Python from 3.10 on"
search_less

dossier() { # FILE OPTION...
    local file=$1
    shift
    "$source/scripts/dossier" --taskloss "$taskloss" --python "$python" --rounds 2 -o "$file" "$@"
}

# row NAME: of the first table.
row() { grep "^| <code>$1:loop</code> | [0-9]* of " "$temporary/page"; }
says() { [[ $(row "$1") == *"$2"* ]] || fail "of $1 it does not say '$2': $(row "$1")"; }

dossier "$temporary/page" a01 a31 b02 || fail "status $?"
says nothing '**changes nothing**'
says strong_readers '| 2 → 1 cases, 8 → 4 jobs |'
says strong_readers '**loses fewer jobs**'
for way in loop_set registry awaited; do
    says "$way" '| 2 → 0 cases, 8 → 0 jobs | none | 1 → 0 cases, 4 → 0 jobs | 0 → 1 cases, 0 → 4 jobs |'
    says "$way" '**loses no job**, keeps orphans in 1 case'
done
grep -q '^| <code>registry:loop</code> | .*objects, until the process ends.* | never |' "$temporary/page" ||
    fail "the registry outlives its loop, and that is not told"
grep -q '^| <code>nothing:loop</code> | .* | nothing | [^|]* | when the collector runs |' "$temporary/page" ||
    fail "an orphan that nobody keeps is told of otherwise"

# A way that does nothing, and a control that does something, are found out before anything is measured.
plant() { # FILE TEXT
    rm -rf "$temporary/copy"
    mkdir "$temporary/copy"
    cp -r "$source/scripts" "$temporary/copy"
    printf '%s\n' "$2" >"$temporary/copy/scripts/ways/$1"
    local status=0
    "$temporary/copy/scripts/dossier" --taskloss "$taskloss" --python "$python" -o "$temporary/none" a31 \
        2>"$temporary/err" || status=$?
    [ "$status" -eq 3 ] || fail "$1 planted: status $status"
    grep -q "${1%.py} is not in force as it should be" "$temporary/err" || fail "$(cat "$temporary/err")"
    [ ! -e "$temporary/none" ] || fail "$1 planted: a page was written"
}
plant loop_set.py 'from asyncio import SelectorEventLoop as loop'
plant nothing.py "$(cat "$source/scripts/ways/loop_set.py")"

"$taskloss" run a31 --python "$python" --guard bare --results "$temporary/plain" >"$temporary/out" 2>&1 ||
    fail "a run ended with $?"
refused 2 'no Python stands as it is and with another' "$taskloss" report --format dossier --results "$temporary/plain"
