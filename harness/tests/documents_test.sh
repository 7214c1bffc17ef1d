#!/usr/bin/env bash
# Each option of each command is in its help, its manual page and the completions of three shells.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"

options_in() { grep -oE -- '--[a-z][a-z0-9-]*[a-z0-9]' | sort -u; }
for shell in bash zsh fish; do "$taskloss" completion "$shell" >"$temporary/$shell"; done
mapfile -t commands < <("$taskloss" --help | sed -n '/^$/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ "${#commands[@]}" -ge 17 ] || fail "only these commands are in --help: ${commands[*]}"

# of_command SHELL COMMAND: the part of a completion that is about it.
of_command() {
    case $1 in
    # What it offers for a word that begins with '-', not what it knows of values.
    bash) sed -n "/^    $2)\$/,/^        esac ;;\$/s/^ *-\*) //p" "$temporary/bash" ;;
    zsh) sed -n "/^    $2) _arguments/,/;;\$/p" "$temporary/zsh" ;;
    fish) grep -F "'__fish_seen_subcommand_from $2'" "$temporary/fish" | sed 's/ -l \([a-z0-9-]*\).*/ --\1/' ;;
    esac
}

for command in "${commands[@]}"; do
    # argp's list of options: a line each, with its letter and its name.
    "$taskloss" "$command" --help | sed -n 's/^  *\(-[a-zA-Z], \)\{0,1\}\(--[a-z][a-z0-9-]*\).*/\2/p' | sort -u >"$temporary/help"
    [ "$(wc -l <"$temporary/help")" -ge 4 ] || fail "$command has no options: $(cat "$temporary/help")"
    "$taskloss" manual "$command" >"$temporary/page"
    sed -n '/^\.SH OPTIONS/,/^\.SH/s/\\-/-/gp' "$temporary/page" | sed -n 's/.*\\fB\(--[a-z0-9-]*\)\\fR.*/\1/p' |
        sort -u >"$temporary/in_page"
    diff "$temporary/help" "$temporary/in_page" >&2 || fail "the manual page of $command has other options"
    for shell in bash zsh fish; do
        of_command "$shell" "$command" | options_in >"$temporary/completed"
        missing=$(comm -23 "$temporary/help" "$temporary/completed" | tr '\n' ' ')
        [ -z "$missing" ] || fail "$shell does not complete $missing of $command"
    done
    grep -q "^ *$command  *[a-zA-Z]" <("$taskloss" --help) || fail "$command has no help"
    if command -v groff >/dev/null; then
        groff -man -Tutf8 -ww "$temporary/page" >/dev/null 2>"$temporary/warnings"
        [ ! -s "$temporary/warnings" ] || fail "the page of $command: $(cat "$temporary/warnings")"
    fi
done
"$taskloss" manual | grep >/dev/null '^\.BR taskloss.-run (1)' || fail "the page of taskloss does not name run's"

# The scripts are ones that their shells take.
bash -n "$temporary/bash"
if command -v zsh >/dev/null; then zsh -n "$temporary/zsh"; fi
if command -v fish >/dev/null; then fish -n "$temporary/fish"; fi

# completed WORD...: what bash offers for the last one.
completed() {
    bash --norc -c '. "$0"; taskloss() { "$TASKLOSS" "$@"; }; COMP_WORDS=(taskloss "$@"); COMP_CWORD=$#; _taskloss
        printf "%s\n" "${COMPREPLY[@]}"' "$temporary/bash" "$@"
}
export TASKLOSS=$taskloss
offers() { # WANTED WORD...
    local wanted=$1
    shift
    completed "$@" | grep >/dev/null -xF -- "$wanted" || fail "bash does not offer '$wanted' for: $*"
}
offers check che
offers --guard run --gu
offers gather run --guard ga
offers gather run -g ga
offers always report --color al
offers natural run --pressure na
offers a31 run a3
offers stream_client_read explore stream_cl
offers libraries get li
if [ -n "$(completed run --seed '')" ]; then fail "bash offers a seed"; fi

# The version, for programs.
"$taskloss" --version --json | grep >/dev/null '"version": "'"$("$taskloss" --version | cut -d' ' -f2)"'"' || fail "--version --json"
refused 2 "takes --json, and no 'x'" "$taskloss" --version x
refused 2 'get takes pythons, loops or libraries' "$taskloss" get python
refused 2 'get what' "$taskloss" get
"$taskloss" get pythons --help | grep >/dev/null '^Usage: taskloss get pythons' || fail "get pythons --help"
"$taskloss" get loops --help | grep >/dev/null 'usage: taskloss get loops' || fail "get loops --help"
"$taskloss" get libraries --help | grep >/dev/null 'usage: taskloss get libraries' || fail "get libraries --help"
