#!/usr/bin/env bash
# `taskloss bisect`, over a repository whose "CPython" is a virtual environment: its modules come of
# the commits, as asyncio does. The commit that drops a reference is named, by what was measured on it
# and on its parent; also among commits that cannot be built, and where it touches no usual path.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq
has git
search_less
python=$(usable_python)
python=$(readlink -f "$python")
export GIT_CONFIG_GLOBAL=/dev/null TASKLOSS_CACHE=$temporary/cache

# ---- the repository ----

repo="$temporary/it's a repository"
mkdir -p "$repo/Lib/asyncio" "$repo/Python" "$repo/Misc" "$repo/Objects"
cd "$repo"
git init -q -b main .
git config user.name 'A <b>'
git config user.email a@example.org
cat >configure <<END
#!/bin/sh
set -e
folder=\$(cd "\$(dirname "\$0")" && pwd)
"$python" -m venv --without-pip .
for site in lib/python*/site-packages; do
    ln -sf "\$folder/Lib/asyncio/keeper.py" "\$site/keeper.py"
    printf 'all:\n\t[ ! -e "%s/Objects/broken" ]\n' "\$folder" >Makefile
    printf '\tcp "%s/Python/ceval.c" %s/evaluation.py\n\tcp bin/python python\n' "\$folder" "\$site" >>Makefile
done
END
chmod +x configure
touch Lib/asyncio/tasks.py
commit() { # TITLE
    git add -A
    GIT_AUTHOR_DATE=2020-01-$(printf %02d "$1")T00:00:00Z git commit -q -m "$2"
}
for day in {1..16}; do
    keeps=True runs=True
    [ "$day" -lt 9 ] || keeps=False
    [ "$day" -lt 12 ] || runs=False
    printf 'KEEPS = %s\n' $keeps >Lib/asyncio/keeper.py
    printf 'KEEPS = %s\n' $runs >Python/ceval.c
    printf '%s\n' "$day" >Misc/NEWS
    if [ "$day" -eq 6 ]; then touch Objects/broken; else rm -f Objects/broken; fi
    # Commits that touch a usual path, and those that do not.
    if [ $((day % 2)) -eq 0 ]; then printf '# %s\n' "$day" >>Lib/asyncio/tasks.py; fi
    case $day in
    9) title='bpo-12345: The keeper forgets | <b> (GH-999)' ;;
    12) title='gh-67890: Evaluate anew' ;;
    *) title="Day $day" ;;
    esac
    commit "$day" "$title"
done
early=$(git rev-parse HEAD~15)
mkdir "$temporary/cases"
for module in keeper evaluation; do
    cat >"$temporary/cases/waits_$module.py" <<END
"""A job that a module keeps, or does not.

id: z-$module
lost: none
"""
import asyncio
import weakref

import $module

waiting = weakref.WeakValueDictionary()
kept = []


async def job(number):
    future = waiting[number] = asyncio.get_event_loop().create_future()
    if $module.KEEPS:
        kept.append(future)
    await future


def wake():
    for future in list(waiting.values()):
        future.set_result(None)
END
done
cp "$temporary/cases/waits_keeper.py" "$temporary/cases/same.py"
sed -i 's/id: .*/id: z-same/; s/if keeper.KEEPS/if True/' "$temporary/cases/same.py"

bisect() {
    status=0
    "$taskloss" bisect --repo "$repo" --json "$@" >"$temporary/out.json" 2>"$temporary/err" || status=$?
}
# The document is as its schema has it.
as_schema() {
    /usr/bin/python3 -c 'import jsonschema' 2>/dev/null || return 0
    cp "$temporary/out.json" "$temporary/bisect.json"
    /usr/bin/python3 "$source/harness/tests/as_schema.py" "$source/scripts/package/schemas" \
        "$temporary/bisect.json" || fail "its schema does not take: $(cat "$temporary/out.json")"
}
is() { # JQ-EXPRESSION
    jq -e "$1" "$temporary/out.json" >/dev/null ||
        fail "not so: $1: $(jq -c .changes "$temporary/out.json") $(cat "$temporary/err")"
}
before=$(git status --porcelain; git for-each-ref; cat .git/config)

# ---- found ----

bisect "$temporary/cases/waits_keeper.py" "$temporary/cases/waits_evaluation.py" "$temporary/cases/same.py" \
    --good "$early" --bad main
[ "$status" -eq 0 ] || fail "exit status $status: $(cat "$temporary/err")"
is '[.changes[] | select(.count == "lost")] | length == 2'
as_schema
is '.changes[] | select(.case == "z-keeper" and .count == "lost") | .early == 0 and .late == 4
    and .commit.title == "bpo-12345: The keeper forgets | <b> (GH-999)" and .commit.issue == "bpo-12345"
    and .commit.day == "2020-01-09" and .commit.author == "A b" and .before.title == "Day 8"
    and (.narrowed | not)'
is '.changes[] | select(.case == "z-keeper" and .count == "lost") | .link
    == {before: "module waits_keeper global kept[0] holds Future",
        commit: "nothing in its module holds Future, but job() (local future) does"}'
is '.changes[] | select(.case == "z-evaluation" and .count == "lost")
    | .commit.issue == "gh-67890" and .before.title == "Day 11"'
[ "$(git status --porcelain; git for-each-ref; cat .git/config)" = "$before" ] ||
    fail "the repository was changed"

# What was measured is remembered: only the two are built again, to ask who holds a job; not with another seed.
bisect "$temporary/cases/waits_keeper.py" --count lost --good "$early" --bad main
bisect "$temporary/cases/waits_keeper.py" --count lost --good "$early" --bad main
is '.changes[0].commit.issue == "bpo-12345" and .changes[0].link != null and (.measured | length) > 3'
[ "$(grep -c ', remembered; z-keeper' "$temporary/err")" -eq "$(jq '[.measured[] | select(.why == null)] | length' "$temporary/out.json")" ] ||
    fail "not remembered: $(cat "$temporary/err")"
bisect "$temporary/cases/waits_keeper.py" --count lost --good "$early" --bad main --seed 2
! grep remembered "$temporary/err" >/dev/null || fail "remembered with another seed"

# As text; and titles do not reach the terminal as they are.
"$taskloss" bisect --repo "$repo" "$temporary/cases/waits_keeper.py" --count lost --good "$early" \
    2>/dev/null >"$temporary/text"
grep -q '^z-keeper waits_keeper, bare, step: lost 0 -> 4$' "$temporary/text" || fail "$(cat "$temporary/text")"
grep -q '^  commit    [0-9a-f]\{12\}  2020-01-09  bpo-12345: The keeper forgets' "$temporary/text" ||
    fail "$(cat "$temporary/text")"
grep -q '^  link was  module waits_keeper global kept\[0\] holds Future$' "$temporary/text" ||
    fail "$(cat "$temporary/text")"

# What the settings say of a run is so here as well; their Pythons are not.
printf 'python: ["3.9"]\nguard: [set]\nuntil: 5%%\ncase: [%s]\n' "$temporary/cases/waits_keeper.py" >"$temporary/settings.yaml"
bisect --config "$temporary/settings.yaml" --good "$early" --bad main
[ "$status" -eq 3 ] || fail "exit status $status where the settings say set: $(cat "$temporary/err")"
is '.changes == [] and ([.measured[].cells[] | .case + .guard] | unique == ["z-keeperset"])'
TASKLOSS_GUARD=bare bisect --config "$temporary/settings.yaml" --count lost --good "$early" --bad main
is '.changes[0] | .guard == "bare" and .commit.issue == "bpo-12345"'
told=$("$taskloss" config bisect --config "$temporary/settings.yaml" --json | jq -c '[.settings[] | select(.origin) | .name]')
[ "$told" = '["case","guard"]' ] || fail "config bisect tells $told"

# ---- nothing there, and ends that say nothing ----

bisect "$temporary/cases/same.py" --good "$early" --bad main
[ "$status" -eq 3 ] || fail "exit status $status where nothing changed"
is '.changes == []'
refused 2 'no commit' "$taskloss" bisect a01 --repo "$repo" --good nowhere
refused 2 'unknown case' "$taskloss" bisect a01x --repo "$repo" --good "$early"
refused 2 'no git repository' "$taskloss" bisect a01 --repo "$temporary" --good "$early"
refused 2 'the same commit' "$taskloss" bisect a01 --repo "$repo" --good main
refused 3 'cannot be built' "$taskloss" bisect "$temporary/cases/waits_keeper.py" --repo "$repo" \
    --good "$early" --bad main~10

# A case that cannot be measured at an end is no case without a change.
sed 's/id: .*/id: z-broken/; s/KEEPS/NOTHING/' "$temporary/cases/waits_keeper.py" >"$temporary/cases/broken.py"
bisect "$temporary/cases/broken.py" --good "$early" --bad main
[ "$status" -eq 3 ] || fail "exit status $status where nothing was measured"
is '.changes | length == 1 and (.[0] | .case == "z-broken" and .commit == null and .count == null
    and (.why | contains("NOTHING")))'
as_schema

# ---- the commit before cannot be built: it is one of two, and no word more is said ----

git checkout -q -b second main~10 # day 6
rm Objects/broken
printf 'KEEPS = False\n' >Lib/asyncio/keeper.py
commit 17 'After the one that cannot be built'
bisect "$temporary/cases/waits_keeper.py" --count lost --good "$early" --bad second
[ "$status" -eq 3 ] || fail "exit status $status where the parent could not be built"
is '.changes[0] | .narrowed and .commit.title == "After the one that cannot be built"'
echo ok
