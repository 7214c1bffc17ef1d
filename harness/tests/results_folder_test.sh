#!/usr/bin/env bash
# Results that cannot be kept, read or drawn: one line each, and what was there is not harmed.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

python=$(usable_python)
search_less
run() { "$taskloss" run --python "$python" --guard bare "$@" event_in_weak_registry; }
file=taskloss.sqlite

# Root may write anywhere; a read-only mount binds it too.
mounted=()
unmount() {
    for folder in "${mounted[@]}"; do umount "$folder" || true; done
    rm -rf "$temporary"
}
trap unmount EXIT
mount_at() { # FOLDER OPTIONS
    mkdir -p "$1"
    mount -t tmpfs -o "$2" none "$1" 2>/dev/null && mounted+=("$1")
}

# --- a folder that cannot be written ---
mkdir "$temporary/read-only"
if mount_at "$temporary/read-only" ro || [ "$(id -u)" -ne 0 ]; then
    chmod a-w "$temporary/read-only" 2>/dev/null || true
    refused 3 'read-only' run --results "$temporary/read-only"
    refused 3 'read-only' run --results "$temporary/read-only/below"
fi
: >"$temporary/a-file"
refused 2 'a-file' run --results "$temporary/a-file"

# --- a full one ---
full=$temporary/full
if mount_at "$full" size=400k; then
    refused 3 'full' run --trials 20000 --results "$full"
    # The run is not whole: that is said, with 3, beside the plot of what there is.
    kept=$({ "$taskloss" plot --results "$full" -o - || [ $? -eq 3 ]; } | wc -l)
    [ "$kept" -gt 0 ] || fail "what was kept cannot be read"
fi
# A limit on the size of files stands in for it, for whoever may not mount.
full=$temporary/limited
refused 3 "$full" bash -c 'trap "" XFSZ; ulimit -f 200; "$@"' - \
    "$taskloss" run --python "$python" --guard bare --results "$full" --trials 20000 \
    event_in_weak_registry
grep -qE 'File too large|no space left' "$temporary/err" || fail "not why: $(cat "$temporary/err")"

# --- a file that is none, or not ours to touch ---
good=$temporary/good
run --results "$good" >/dev/null 2>&1 || fail "a good run ended with $?"
for kind in corrupt foreign newer empty; do
    mkdir "$temporary/$kind"
done
head -c 65536 /dev/urandom >"$temporary/corrupt/$file"
python3 - "$good/$file" "$temporary" <<'END'
import shutil, sqlite3, sys
good, folder = sys.argv[1:]
sqlite3.connect(folder + "/foreign/taskloss.sqlite").executescript("create table mine(a)")
shutil.copy(good, folder + "/newer/taskloss.sqlite")
newer = sqlite3.connect(folder + "/newer/taskloss.sqlite")
newer.execute("pragma user_version = 999999")
newer.commit()
END
for kind in corrupt foreign newer; do
    before=$(sha256sum <"$temporary/$kind/$file")
    refused 2 "$kind/$file" run --results "$temporary/$kind"
    refused 2 "$kind/$file" "$taskloss" plot --results "$temporary/$kind" -o -
    [ "$before" = "$(sha256sum <"$temporary/$kind/$file")" ] || fail "the $kind file was changed"
done
refused 2 'empty' "$taskloss" plot --results "$temporary/empty" -o -
refused 2 'nowhere' "$taskloss" plot --results "$temporary/nowhere" -o -
[ ! -e "$temporary/nowhere" ] || fail "reading made a folder"

# --- one that is deleted, or replaced, during a run ---
for way in deleted replaced; do
    lost=$temporary/lost-$way
    run --trials 100000 --results "$lost" >"$temporary/out" 2>"$temporary/err" &
    driver=$!
    for _ in {1..600}; do
        [ ! -s "$lost/$file-wal" ] || break
        sleep 0.1
    done
    rm -rf "$lost"
    if [ $way = replaced ]; then cp -r "$good" "$lost"; fi
    status=0
    wait $driver || status=$?
    [ $status -eq 3 ] || fail "status $status where the folder was $way"
    grep -q "$file is gone" "$temporary/err" || fail "not said: $(cat "$temporary/err")"
done

# --- no gnuplot ---
mkdir "$temporary/bin"
refused 3 gnuplot env PATH="$temporary/bin" "$taskloss" plot --results "$good" -o "$temporary/rate.svg"
[ ! -s "$temporary/rate.svg" ] || fail "there is a picture without gnuplot"
PATH=$temporary/bin "$taskloss" plot --results "$good" -o - >/dev/null ||
    fail "a plot in the terminal needs no gnuplot"
