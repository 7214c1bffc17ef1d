/* Which pending tasks would die if a full collection came now: those that nobody outside holds.
 *
 * Trial deletion, as the collector does it, on the part of the graph that the tasks reach. What it
 * calls exposed is unreachable for certain. What it does not may be held by garbage alone; with
 * `exact` everything that the collector would look at is searched then, so that nothing is missed:
 * cheap where the heap was frozen before (a trial), not in a program with a large heap.
 */
#ifndef TASKLOSS_ORACLE_H
#define TASKLOSS_ORACLE_H

#include <stddef.h>
#include <stdint.h>

#include "python.h"

struct oracle_limits {
    uint32_t first, batch; /* start from tasks first, first + 1, ... (batch of them, and around from
                              the last to 0); batch 0: from all. All tasks reached are judged. */
    uint32_t nodes;        /* at most this many objects; 0: no limit */
    PyObject *const *live; /* objects that are alive for certain: what they reach is held. Tasks of
                              which this is so are not searched for in everything; NULL: none */
    uint32_t live_count;
    int exact;
};

#define ORACLE_WORDS(count) (((size_t)(count) + 63) / 64)

/* Finds what it needs; imports asyncio. Needs the GIL, once a process. 0, or -1 with one line in
 * `why`: this Python is refused (one without a GIL is). */
int oracle_install(char *why, size_t size);

/* Holds it against the collector on planted shapes: makes tasks, runs Python code, collects. 0, or
 * -1 with one line in `why`. */
int oracle_prove(char *why, size_t size);

/* Has oracle_install() gone well? */
int oracle_works(void);

/* Bit i of `exposed` (ORACLE_WORDS(count) words, cleared first): nobody outside holds tasks[i]. No
 * Python code runs, nothing is allocated by Python, no count changes. Needs the GIL. The number of
 * bits set, or -1: a limit was reached, or memory, or everything was to be searched and cannot be;
 * no more may be said then than the bits that are set. Afterwards `graph` has what
 * was seen; where `exact` had to search everything, all of that. */
int oracle_look(PyObject *const *tasks, uint32_t count, uint64_t *exposed,
                const struct oracle_limits *limits);

/* Of the last look without `exact`: how many tasks are neither exposed nor reached from what is
 * alive for certain. */
uint32_t oracle_unsure(void);

/* The same for Python code, as look(addresses, exact): the indexes of those exposed; None if it
 * could not look. `addresses` are numbers, as a list of the tasks would hold them. */
PyObject *oracle_look_from_python(PyObject *self, PyObject *args);

#endif
