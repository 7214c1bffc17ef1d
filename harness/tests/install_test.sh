#!/usr/bin/env bash
# An installed taskloss finds its cases, worker and plot scripts, also where the tree was moved to.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

python=$(usable_python)
unset TASKLOSS_WORKER TASKLOSS_CASES TASKLOSS_PLOT TASKLOSS_SCRIPTS

# Neither the build folder nor the sources may be what it finds: their paths must not be opened.
works() { # PREFIX
    local taskloss=$1/bin/taskloss results=$temporary/results
    rm -rf "$results"
    "$taskloss" cases --json | jq -e --arg prefix "$1/" \
        '.cases | length > 30 and all(.[]; .file | startswith($prefix))' >/dev/null ||
        fail "the cases are not those of $1"
    (cd / && "$taskloss" run --python "$python" --guard bare --results "$results" --json \
        event_in_weak_registry >"$temporary/run.json") || fail "run ended with $?"
    jq -e '.cells[0].lost > 0' "$temporary/run.json" >/dev/null || fail "nothing was measured"
    "$taskloss" plot --results "$results" -o "$temporary/rate.svg" || fail "no plot"
    [ -s "$temporary/rate.svg" ] || fail "an empty plot"
    "$taskloss" plot --results "$results" -o - >/dev/null || fail "no plot for the terminal"
}

prefix=$(realpath "$temporary")/first
cmake --install "$build" --prefix "$prefix" >/dev/null
[ -x "$prefix/libexec/taskloss/taskloss-worker" ] || fail "the worker is not installed"
[ -z "$(find "$prefix" -name __pycache__)" ] || fail "compiled Python is installed"
works "$prefix"
for file in man/man1/taskloss.1 man/man1/taskloss-run.1 bash-completion/completions/taskloss \
    zsh/site-functions/_taskloss fish/vendor_completions.d/taskloss.fish taskloss/get/get-pythons \
    taskloss/cases/claims.tsv; do
    [ -s "$prefix/share/$file" ] || fail "there is no share/$file"
done
(cd / && "$prefix/bin/taskloss" get pythons --help >/dev/null) || fail "get pythons ended with $?"

# What was installed is taken away again, and nothing else.
touch "$prefix/share/taskloss/cases/mine.py" "$prefix/bin/other"
cp "$build/install_manifest.txt" "$temporary/manifest"
cp -r "$prefix" "$temporary/kept"
cmake -DMANIFEST="$temporary/manifest" -P "$source/scripts/package/uninstall.cmake" >/dev/null 2>&1 ||
    fail "uninstall ended with $?"
left=$(cd "$prefix" && find . -type f | sort | tr '\n' ' ')
[ "$left" = './bin/other ./share/taskloss/cases/mine.py ' ] || fail "uninstall left $left"
[ ! -e "$prefix/libexec/taskloss" ] || fail "uninstall left an empty folder"
rm -rf "$prefix"
mv "$temporary/kept" "$prefix"
rm "$prefix/share/taskloss/cases/mine.py" "$prefix/bin/other"

mv "$prefix" "$temporary/moved elsewhere"
works "$(realpath "$temporary")/moved elsewhere"

mkdir "$temporary/alone"
cp "$temporary/moved elsewhere/bin/taskloss" "$temporary/alone/"
refused 3 'cannot find' "$temporary/alone/taskloss" cases
