#!/usr/bin/env bash
# Where only a path is asked for, no other Python is started but those that could have its name.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
python=$(usable_python)
search_less
python=$(readlink -f "$python")
minor=$("$python" -c 'import sys; print(sys.version_info[1])')

# Interpreters that note that they were started. Each try has an empty cache.
mkdir "$temporary/bin"
for other in $((minor - 1)) $((minor + 1)) "$minor"; do
    printf '#!/bin/sh\necho started >>"%s/asked.%s"\nexec "%s" "$@"\n' "$temporary" "$other" "$python" \
        >"$temporary/bin/python3.$other"
    chmod +x "$temporary/bin/python3.$other"
done
export PATH=$temporary/bin:$PATH
asked_for() { # WANTED-MINORS ARGUMENTS of taskloss...
    local wanted=$1 seen
    shift
    rm -rf "${temporary:?}/home" "$temporary"/asked.*
    mkdir "$temporary/home"
    (cd "$temporary" && "$taskloss" "$@" >out.txt 2>&1) || fail "$* ended with $?: $(cat "$temporary/out.txt")"
    seen=$(cd "$temporary" && compgen -G 'asked.*' | sed 's/asked\.//' | sort -n | tr '\n' ' ') || true
    [ "$seen" = "$wanted" ] || fail "$* asked '$seen', not '$wanted'"
}
all="$((minor - 1)) $minor $((minor + 1)) "
asked_for "$minor " check --python "$python" a31
grep -q '^[23] behaviours x 1 implementations\|^6 behaviours x 1' "$temporary/out.txt" || fail "$(cat "$temporary/out.txt")"
asked_for "$minor " run --python "$python" --guard bare a31
asked_for "$minor " run --python "$python+debug" --guard bare a31
asked_for "$minor " why --python "$python" a31
asked_for "$all" run --python "3.$minor" --guard bare a31
asked_for "$all" run --guard bare a31
asked_for "$all" run --python "$python" --python all --guard bare a31
asked_for "$all" pythons

# The name tells the same Python either way: by its path where another one has its version.
name_of() { "$taskloss" run --results "$temporary/named" --guard bare a31 --json "$@" | sed -n 's/.*"implementation": "\(.*\)",/\1/p' | sort -u; }
cp "$temporary/bin/python3.$minor" "$temporary/wrapped"
one=$(name_of --python "$python") two=$(name_of --python "$python" --python "3.$minor")
[ "$one" = "$two" ] || fail "by itself it is called '$one', beside all '$two'"
refused 3 'No such file' "$taskloss" run --python "$temporary/absent/python" a31
echo ok
