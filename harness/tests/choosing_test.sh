#!/usr/bin/env bash
# Choosing cells by their names and by what failed; ending early; how much is said; one's own loop.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

python=$(usable_python)
search_less
cd "$temporary"

listed() { "$taskloss" run --list --python "$python" "$@" | cut -d' ' -f2,4 | tr '\n' ';'; }
[ "$(listed -g bare,set -k 'id:a31 and not guard:set' a31 a39)" = 'a31 bare;' ] || fail "-k"
[ "$(listed -g bare,set -k 'weak or set' a31 a39)" = 'a31 bare;a31 set;a39 set;' ] ||
    fail "-k: $(listed -g bare,set -k 'weak or set' a31 a39)"
refused 2 "no cell fits -k 'nobody'" "$taskloss" run --list --python "$python" -k nobody a31
refused 2 "^taskloss: -k: " "$taskloss" run --list -k 'a and'

# Two cases whose heads are wrong, beside two that are right.
for name in a b c d; do
    sed "s/^id: a31$/id: z$name/" "$source/cases/event_in_weak_registry.py" >"case_$name.py"
done
sed -i 's/^lost: all$/lost: none/' case_b.py case_d.py
check() {
    status=0
    "$taskloss" check --python "$python" --guard bare --pressure step -j1 case_?.py "$@" >out.txt 2>err.txt || status=$?
}
last() { "$taskloss" report --format json | jq -r '[.cells[].case] | unique | join(" ")'; }

check
[ "$status" -eq 1 ] || fail "two wrong heads ended with $status: $(cat out.txt err.txt)"
check --last-failed
[ "$status" -eq 1 ] || fail "the failed ones again ended with $status"
[ "$(last)" = 'zb zd' ] || fail "--last-failed ran $(last)"
sed -i 's/^lost: none$/lost: all/' case_b.py
check --last-failed
[ "$(last)" = 'zb zd' ] || fail "--last-failed once more ran $(last)"
check --last-failed
[ "$(last)" = 'zd' ] || fail "what was mended is run again: $(last)"
sed -i 's/^lost: none$/lost: all/' case_d.py
check --last-failed
[ "$status" -eq 0 ] || fail "mended, it ended with $status"
check --last-failed
[ "$(last)" = 'za zb zc zd' ] || fail "nothing had failed, and it ran $(last)"
grep -q 'all was as expected' err.txt || fail "it does not say that all is run"

# A run fails where a guard that keeps its tasks lost one, but not where the head knows of it that it
# fails for what somebody else did not keep.
"$taskloss" run --python "$python" --guard set weak_owner_gone >/dev/null 2>&1 || fail "a run that is as its head has it ended with $?"
sed 's/^broken: all$/broken: none/; s/^id: .*/id: ze/' "$source/cases/weak_owner_gone.py" >owner.py
ended=0
"$taskloss" run --python "$python" --guard set owner.py >/dev/null 2>&1 || ended=$?
[ "$ended" -eq 1 ] || fail "a job that fails though it is kept: $ended"

# The rest is left undone, and gone on with.
sed -i 's/^lost: all$/lost: none/' case_b.py
check --fail-fast --results fast
[ "$status" -eq 1 ] || fail "--fail-fast ended with $status: $(cat err.txt)"
grep -q 'ended with zb bare' err.txt || fail "it does not say where it ended: $(cat err.txt)"
grep -q 'not come to its end\|unfinished\|missing' out.txt || fail "it does not say that the run is not whole: $(cat out.txt)"
"$taskloss" runs --results fast --json | jq -e '.runs | length == 1 and .[0].ended == null' >/dev/null ||
    fail "the run that was ended early has an end"
check --resume --results fast
[ "$("$taskloss" report --results fast --format json | jq '.cells | length')" -eq 4 ] || fail "--resume did not go on"
check --fail-fast --results none case_a.py
sed -i 's/^lost: none$/lost: all/' case_b.py
check --fail-fast --results none
[ "$status" -eq 0 ] || fail "--fail-fast without a failure ended with $status"

# How much is said.
check -q
[ ! -s err.txt ] || fail "-q says on standard error: $(cat err.txt)"
check --durations 2
[ "$(grep -A9 '^slowest 2 of 4 cells' out.txt | grep -c "^ *[0-9.]\+  .* bare step$")" -eq 2 ] || fail "--durations: $(cat out.txt)"
"$taskloss" report --color always | grep >/dev/null $'\e' || fail "--color always shows no colour"
FORCE_COLOR=1 "$taskloss" report | grep >/dev/null $'\e' || fail "FORCE_COLOR shows no colour"
if FORCE_COLOR=1 NO_COLOR=1 "$taskloss" report | grep >/dev/null $'\e'; then fail "NO_COLOR shows colour"; fi

# A loop that is in this folder, by its name alone.
mkdir mine
cat >mine/loops.py <<'END'
import asyncio
made = []
class Loop(asyncio.SelectorEventLoop):
    """Keeps every task, as no loop of asyncio does."""
    def create_task(self, coroutine, **options):
        task = super().create_task(coroutine, **options)
        made.append(task)
        return task
def new():
    return Loop()
END
run=(run --python "$python" --guard bare a31)
"$taskloss" "${run[@]}" --loop mine.loops:new --results own --json >own.json 2>err.txt || fail "--loop ended with $?: $(cat err.txt)"
jq -e '.cells[0] | .lost == 0 and (.implementation | endswith("+mine.loops:new"))' own.json >/dev/null ||
    fail "a loop that keeps its tasks: $(cat own.json)"
"$taskloss" "${run[@]}" --json | jq -e '.cells[0].lost > 0' >/dev/null || fail "asyncio's own loop lost nothing"
"$taskloss" run --python "$python+mine.loops:Loop" --guard bare a31 --json |
    jq -e '.cells[0].lost == 0' >/dev/null || fail "the loop behind --python"
"$taskloss" replay 1 --results own >out.txt 2>&1 || fail "replay on one's own loop: $(cat out.txt)"
status=0
"$taskloss" "${run[@]}" --loop mine.loops:absent >out.txt 2>err.txt || status=$?
[ "$status" -eq 3 ] || fail "a loop that is not there ended with $status"
grep -q "absent" err.txt || fail "it does not say what is not there: $(cat err.txt)"
for word in 'mine.loops' 'mine.loops:' ':new' 'mine.loops:new()' '../mine:new'; do
    refused 2 'is not MODULE:CALLABLE' "$taskloss" "${run[@]}" --loop "$word"
done
refused 2 'names two event loops' "$taskloss" run --python "$python+uvloop" --loop mine.loops:new a31

# Names of Pythons.
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
for spec in ">=$version" "cpython@$version" ">=3.6,<=$version" "cpython" "~=$version"; do
    "$taskloss" run --list --python "$spec" a31 >/dev/null || fail "--python '$spec' names nothing"
done
refused 3 "no Python '>=9'" "$taskloss" run --list --python '>=9' a31
refused 2 "compares no versions" "$taskloss" run --list --python '>=x' a31

# An active virtual environment does not hide the Python that it was made from; what was answered
# under another PATH is not taken for an answer under this one.
mkdir -p venv/bin
printf 'home = %s\n' "$(dirname "$python")" >venv/pyvenv.cfg
ln -s "$python" venv/bin/python3
for path in "$PATH" "$temporary/venv/bin:$PATH"; do
    PATH=$path "$taskloss" pythons --python "$python" --json |
        jq -e '.implementations[0].usable' >/dev/null || fail "with PATH=$path it cannot be measured"
done
