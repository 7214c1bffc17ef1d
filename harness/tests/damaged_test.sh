#!/usr/bin/env bash
# Results that a disk or a person has damaged: each value in turn is none, too large, negative or no
# number; every command says so in one line with status 3, or does not need it. None aborts.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"

python=$(usable_python)
search_less
good=$temporary/good
"$taskloss" run --python "$python" --guard bare,set --pressure natural --trials 2 --results "$good" \
    event_in_weak_registry >/dev/null 2>&1 || fail "a good run ended with $?"

share=2 # of the commands that meet one damaged value
! sanitized || share=4
python3 - "$taskloss" "$good" "$temporary" "$share" <<'PYTHON' || fail "see above"
import os, shutil, sqlite3, subprocess, sys

taskloss, good, temporary = sys.argv[1:4]
share = int(sys.argv[4])
file = "/taskloss.sqlite"
commands = (["report", "-f", "table"], ["report", "-f", "json"], ["report", "-f", "csv"],
            ["report", "-f", "junit"], ["report", "-f", "claims"], ["plot", "--kind", "rate"],
            ["plot", "--kind", "survival"])
replay = ["replay", "1"]  # it looks for Pythons first: only of some
values = (None, 4000000000, -7, "text", 1 << 62)


def columns():
    connection = sqlite3.connect(good + file)
    for (table,) in connection.execute("select name from sqlite_master where type = 'table'"):
        some = not table.startswith("sqlite_") and connection.execute(
            "select count(*) from %s" % table).fetchone()[0]
        if some:
            for row in connection.execute("pragma table_info(%s)" % table):
                yield table, row[1]
    connection.close()


def damage(table, column, value):
    folder = temporary + "/damaged"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(good, folder)
    connection = sqlite3.connect(folder + file)
    connection.execute("pragma writable_schema = on")
    connection.execute("update sqlite_master set sql = replace(sql, ' NOT NULL', '')")
    connection.execute("pragma writable_schema = off")
    connection.commit()
    connection.close()
    connection = sqlite3.connect(folder + file)
    connection.execute("pragma foreign_keys = off")
    try:
        connection.execute("update %s set %s = ?" % (table, column), (value,))
        connection.commit()
    except sqlite3.Error:
        return None
    finally:
        connection.close()
    return folder


bad = tried = 0
all_columns = sorted(columns())
for number, (table, column) in enumerate(all_columns):
    for value in values:
        folder = damage(table, column, value)
        if folder is None:
            continue
        # Each command meets each column with some value, each value with each column: not all three.
        at = number + values.index(value)
        for command in list(commands[at % share::share]) + [replay] * (at % 29 == 0):
            ended = subprocess.run([taskloss] + command + ["--results", folder],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            lines = ended.stderr.decode(errors="replace").splitlines()
            tried += 1
            if ended.returncode not in (0, 1, 2, 3) or (ended.returncode > 1 and len(lines) != 1):
                bad += 1
                print(table, column, value, command, ended.returncode, lines[-3:], file=sys.stderr)
print(tried, "damaged reads,", bad, "badly taken", file=sys.stderr)
sys.exit(bad > 0)
PYTHON
