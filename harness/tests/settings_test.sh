#!/usr/bin/env bash
# Settings: the command line over the environment over a profile over the file; mistakes by line.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

python=$(usable_python)
search_less
cd "$temporary"

cat >taskloss.yaml <<END
# what holds always
python: ["$python"]
case: [a31]
guard: [bare, set]
seed: 7
results: kept
outputs:
  junit: always.xml
accepted:
  - case: a31
    key: lost
    reason: it is known
    until: 2099-12-31
profiles:
  - name: ci
    guard: [list]
    quiet: yes
    deadline: 5
    outputs: {junit: ci.xml, csv: ci.csv}
  - name: loud
    quiet: no
END

# told COMMAND OPTION...: "name=value" of what is set, and where.
told() {
    "$taskloss" config "$@" --json | jq -r '.settings[] | select(.origin)
        | "\(.name)=\(.value) (\(.origin))"'
}
is_told() { # LINE OPTION...
    local line=$1
    shift
    told "$@" | grep >/dev/null -xF -- "$line" || fail "no '$line' in: $(told "$@")"
}
is_told 'seed=7 (taskloss.yaml, line 5)' check
"$taskloss" config --config none | grep '^jobs  *4 by default$' >/dev/null || fail "config does not tell a default"
is_told 'guard=set (taskloss.yaml, line 4)' check
is_told 'junit=always.xml (taskloss.yaml, line 8)' check
is_told 'guard=list (taskloss.yaml, line 16)' check --profile ci
is_told 'csv=ci.csv (taskloss.yaml, line 19)' check --profile ci
is_told 'seed=7 (taskloss.yaml, line 5)' run --profile ci
is_told 'quiet=false (taskloss.yaml, line 21)' run --profile loud
is_told 'results=kept (taskloss.yaml, line 6)' report
if told check --profile ci | grep >/dev/null '^guard=bare'; then fail "a profile's list adds to the one it replaces"; fi
if told report | grep >/dev/null '^seed'; then fail "report has no --seed"; fi
TASKLOSS_SEED=9 is_told 'seed=9 (TASKLOSS_SEED)' check
TASKLOSS_GUARD='await gather' TASKLOSS_PROFILE=ci is_told 'guard=gather (TASKLOSS_GUARD)' check
TASKLOSS_SEED=9 told check --config none | grep >/dev/null . && fail "--config none leaves something"
"$taskloss" config | grep >/dev/null '^accepted .*it is known.*(taskloss.yaml, line 10)' || fail "what is accepted is not shown"

# What is run: cells are "PYTHON ID NAME GUARD PRESSURE TRIALS".
listed() { "$taskloss" run --list "$@" | cut -d' ' -f2,4 | tr '\n' ';'; }
[ "$(listed)" = 'a31 bare;a31 set;' ] || fail "the file's cells: $(listed)"
[ "$(listed --profile ci)" = 'a31 list;' ] || fail "the profile's cells: $(listed --profile ci)"
[ "$(listed --guard await a39)" = 'a39 await;' ] || fail "the command line's: $(listed --guard await a39)"
[ "$(TASKLOSS_GUARD=gather listed)" = 'a31 gather;' ] || fail "the environment's"
"$taskloss" run --list --config none --python "$python" --guard bare a39 | grep >/dev/null ' a39 ' || fail "--config none"

# A difference that the file accepts, and its outputs; the command that repeats is whole in itself.
sed 's/^lost: all$/lost: none/' "$source/cases/event_in_weak_registry.py" >mine.py
sed -i 's/^id: a31$/id: z31/' mine.py
sed 's/a31/z31/; s/^case: .*/case: [mine.py]/' taskloss.yaml >mine.yaml
status=0
"$taskloss" check --config mine.yaml >out.txt || status=$?
[ "$status" -eq 0 ] || fail "an accepted difference ended with $status: $(cat out.txt)"
[ -s always.xml ] || fail "no file of the outputs"
sed -i '/^accepted:/,/until:/d' mine.yaml
"$taskloss" check --config mine.yaml >out.txt 2>&1 && fail "nothing was accepted, and it ended with 0"
grep -q -- '--config none$' out.txt || fail "the command that repeats it is not whole: $(cat out.txt)"
[ -s kept/taskloss.sqlite ] || fail "not kept where the file says"
"$taskloss" runs | grep >/dev/null . || fail "runs does not read where the file says"

# Every mistake is one line, with the file's own line.
line=0
while IFS='|' read -r pattern text; do
    line=$((line + 1))
    printf '%b\n' "$text" >bad.yaml
    refused 2 "^taskloss: bad.yaml, line $pattern" "$taskloss" run --list --config bad.yaml
done <<'END'
1: unknown key 'sed'; did you mean 'seed'|sed: 3
4: unknown key 'pythn'; did you mean 'python'|seed: 1\nprofiles:\n  - name: a\n    pythn: [3]
3: unknown key 'junt'|seed: 1\noutputs:\n  junt: x
1: Expecting STRING, got event: SEQUENCE|seed: [1]
2: Expecting SEQUENCE, got event: SCALAR|seed: 1\npython: 3.12
2: 'seed' for the second time|seed: 1\nseed: 2
2: quiet is true or false|\nquiet: perhaps
1: Missing required mapping field: reason|accepted: [{case: a01, until: 2027-01-31}]
2: --seed: 'x' is no whole number|audit: true\nseed: x
3: --deadline: |audit: true\n\ndeadline: never
2: unknown guard 'bar'|guard:\n  - bar
1: |[1, 2]
[12]: did not find|seed: [
END
printf 'accepted:\n- {case: a31, reason: r, until: soon}\n' >bad.yaml
refused 2 "^taskloss: bad.yaml, line 2: 'until' is a day" "$taskloss" check --config bad.yaml --python "$python" a31
refused 2 "has no profile 'cj'; did you mean 'ci'" "$taskloss" run --profile cj
refused 2 'absent.yaml cannot be read' "$taskloss" run --config absent.yaml
refused 2 "^taskloss: TASKLOSS_TRIALS: --trials: 'x'" env TASKLOSS_TRIALS=x "$taskloss" run --list
mkdir empty
cd empty
refused 2 "profile 'ci': there is no taskloss.yaml" "$taskloss" run --profile ci
