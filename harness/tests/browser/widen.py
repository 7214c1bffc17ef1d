"""Makes a results file wide: each implementation again, with the same numbers, on invented event loops.

Usage: widen.py FILE COUNT   FILE is a taskloss.sqlite of one run; COUNT implementations are in it then.
"""
import sqlite3
import sys


def copy(store, table, where, moved, also=None):
    """Copies rows of a table; the numbers in the columns `moved` grow by so much, `also` is in others."""
    names = [row[1] for row in store.execute("PRAGMA table_info(%s)" % table)]
    values = dict({name: "%s + %d" % (name, by) for name, by in moved.items()}, **(also or {}))
    store.execute("INSERT INTO %s(%s) SELECT %s FROM %s WHERE %s" % (
        table, ",".join(names), ",".join(values.get(name, name) for name in names), table, where))


def again(store, implementation, loop):
    ids = {table: store.execute("SELECT ifnull(max(id), 0) FROM " + table).fetchone()[0]
           for table in ("implementations", "cells", "trials", "unmeasured")}
    new = ids["implementations"] + 1
    of = "implementation = %d" % implementation
    cells = "cell IN (SELECT id FROM cells WHERE %s)" % of
    trials = "trial IN (SELECT id FROM trials WHERE %s)" % cells
    copy(store, "implementations", "id = %d" % implementation, {}, {"id": str(new), "loop": "'%s'" % loop})
    for table, where, moved in (
            ("tasks", trials, {"trial": ids["trials"]}),
            ("facts", trials, {"trial": ids["trials"]}),
            ("trials", cells, {"id": ids["trials"], "cell": ids["cells"]}),
            ("unmeasured", cells, {"id": ids["unmeasured"], "cell": ids["cells"]})):
        copy(store, table, where, moved)
    copy(store, "cells", of, {"id": ids["cells"]}, {"implementation": str(new)})


def main():
    store, count = sqlite3.connect(sys.argv[1]), int(sys.argv[2])
    real = [row[0] for row in store.execute("SELECT DISTINCT implementation FROM cells ORDER BY 1")]
    for i in range(count - len(real)):
        again(store, real[i % len(real)], "loop%c" % (ord("a") + i // len(real)))
    store.commit()


main()
