#!/usr/bin/env bash
# Rooms see what they name and nothing else: rooms.py reads all includes, and finds the planted ones;
# the build of one library fails for a planted one.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has python3
reader=$(dirname "$0")/rooms.py
copy=$temporary/copy

# What rooms.py and the build of the programs read.
copy() {
    rm -rf "$copy"
    mkdir -p "$copy/harness"
    mkdir -p "$copy/scripts"
    cp "$source/CMakeLists.txt" "$copy"
    cp -r "$source/scripts/package" "$copy/scripts"
    (cd "$source/harness" && tar -c --exclude=./tests --exclude=__pycache__ .) |
        tar -x -C "$copy/harness"
}

# plant FILE LINE
plant() {
    copy
    sed -i "1i $2" "$copy/$1"
}

# found PATTERN: rooms.py says so of the copy.
found() {
    local said status=0
    said=$(python3 "$reader" "$copy") || status=$?
    [ "$status" -eq 1 ] || fail "rooms.py: status $status for what shall give '$1'"
    grep -q -- "$1" <<<"$said" || fail "no '$1' in: $said"
}

python3 "$reader" "$source" || fail "see above"

plant harness/driver/base/list.h '#include "store.h"'
found 'base/list.h includes store.h, which room base does not see'
plant harness/worker/base/map.c '#include "fates.h"'
found 'worker/base/map.c includes fates.h, which room worker_base does not see'
plant harness/shared/terms.h '#include "error.h"'
found 'shared/terms.h includes error.h, which room shared does not see'
plant harness/driver/store/store.h '#include "../run/runner.h"'
found 'store/store.h includes ../run/runner.h: by a path'
plant harness/driver/base/memory.h '#include "list.h"'
sed -i '1i #include "memory.h"' "$copy/harness/driver/base/list.h"
found 'a circle: .*base/memory.h -> .*base/list.h -> .*base/memory.h'
plant harness/driver/base/memory.c '#include "text.h"'
found 'a circle: .*base/memory -> .*base/text -> .*base/memory'
plant harness/driver/judge/verdict.h '#include "formats.h"' # as if judge were let see the output
sed -i 's/^room(judge judge measure)/room(judge judge measure output)/' \
    "$copy/harness/driver/CMakeLists.txt"
found 'a circle: .*driver/judge -> .*driver/output -> .*driver/judge'
copy
mkdir "$copy/harness/driver/attic"
touch "$copy/harness/driver/attic/old.h"
found 'attic/old.h is in no room'

# builds ROOM: configures the copy and builds one library of it.
builds() {
    cmake -S "$copy" -B "$temporary/build" -DTASKLOSS_TESTS=OFF >"$temporary/log" 2>&1 ||
        fail "the copy cannot be configured: $(tail -n 5 "$temporary/log")"
    cmake --build "$temporary/build" --target "$1" >"$temporary/log" 2>&1
}

# climbs ROOM FILE HEADER: with this include in it the room is not built, for that reason; without
# it is.
climbs() {
    [ -n "$(find "$source/harness" -name "$3")" ] || fail "there is no $3 any more"
    plant "$2" "#include \"$3\""
    ! builds "$1" || fail "$1 is built with $3 in it"
    grep -q "$3: No such file" "$temporary/log" || fail "no word of $3: $(cat "$temporary/log")"
    sed -i 1d "$copy/$2"
    builds "$1" || fail "$1 is not built: $(tail -n 5 "$temporary/log")"
}

climbs base harness/driver/base/text.c store.h
climbs worker_base harness/worker/base/map.c fates.h

# A pipe into `grep -q` fails where grep ends before its writer, as all scripts have pipefail.
piped=$(grep -rnE '\| *grep -q' "$source"/harness/tests/*.sh "$source/scripts" || true)
[ -z "$piped" ] || fail "write '| grep >/dev/null': $piped"
