#!/usr/bin/env bash
# Each picture of the reference run, drawn again from its data by the script of today, is the one that
# is stored; and its own script draws it again to the byte. A planted change is seen. Their colours are
# told apart by eyes of every kind, and in grey.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"

palette() { /usr/bin/python3 "$source/harness/tests/pictures/palette.py" "$@"; }
palette || fail "some colours look alike"
clash() { # SCRIPT SED-SCRIPT WHAT
    sed "$2" "$source/scripts/plot/$1" >"$temporary/$1"
    if palette "$temporary/$1" >"$temporary/said"; then fail "not seen: $3"; fi
    grep -q "$3" "$temporary/said" || fail "not said: $3: $(cat "$temporary/said")"
}
clash rate.gp "s/'#0072B2'/'#6b7b16'/" protanopia
clash heatmap.gp "s/'#ad99dc'/'#c9c3dd'/" 'orphaned and silent'
clash survival.gp 's/^array dashes.*/array dashes[4] = [1, 1, 1, 1]/' 'in grey'

has gnuplot
compare() { /usr/bin/python3 "$source/harness/tests/pictures/compare.py" "$@"; }

# The parameters of a stored picture, and the script that has drawn it: the one with its first line.
parameters() { sed '/^$/q' "$1"; }
script_of() { grep -lxF "$(sed '1,/^$/d' "$1" | sed -n 1p)" "$source"/scripts/plot/*.gp; }

again() { # STORED.gp SED-SCRIPT: draws $temporary/NAME.png
    local script
    script=$(script_of "$1") || fail "no script of scripts/plot begins as $1"
    { parameters "$1" | sed "s/^kind = .*/kind = 'png'/; s/\.svg'$/.png'/" && sed "$2" "$script"; } \
        >"$temporary/again.gp"
    cp "${1%.gp}.tsv" "$temporary"
    (cd "$temporary" && gnuplot -d again.gp) || fail "gnuplot fails on $1"
}

same_to_the_byte() { # STORED.gp, of a picture that another version of gnuplot may have drawn
    local name
    name=$(basename "$1" .gp)
    [ "$(sed -n "s/.*Produced by GNUPLOT \([0-9.]*\) .*/\1/p" "${1%.gp}.svg" | head -n 1)" = \
        "$(gnuplot --version | cut -d ' ' -f 2)" ] || return 0
    cp "$1" "${1%.gp}.tsv" "$temporary"
    (cd "$temporary" && gnuplot -d "$name.gp")
    [ "$(sed -n 's/^kind = //p' "$1")" = "'svg'" ] || return 0
    cmp -s "$temporary/$name.svg" "${1%.gp}.svg" || fail "$name.gp does not draw $name.svg again"
}

drawn=0
for stored in "$source"/results/reference/*.gp; do
    name=$(basename "$stored" .gp)
    [ -r "${stored%.gp}.png" ] || continue
    again "$stored" ''
    compare "${stored%.gp}.png" "$temporary/$name.png" || fail "$name is not drawn as it is stored"
    same_to_the_byte "$stored"
    drawn=$((drawn + 1))
done
[ "$drawn" -ge 3 ] || fail "only $drawn pictures are stored"

stored=$source/results/reference/rate
again "$stored.gp" "s/'#D55E00'/'#00ff00'/; s/ps 0.6/ps 3/; s/lw 1.2/lw 4/"
if compare "$stored.png" "$temporary/rate.png" 2>/dev/null; then fail "other marks were not seen"; fi
again "$stored.gp" "s/^head = /head = 9 + /; s/small = 104/small = 84/"
if compare "$stored.png" "$temporary/rate.png" 2>/dev/null; then fail "another size was not seen"; fi
