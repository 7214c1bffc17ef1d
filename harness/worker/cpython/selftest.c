/* One task for each end, made on purpose; where one is not seen, the Python is refused. */
#include "selftest.h"

#include <stdio.h>

#include "fates.h"
#include "pressure.h"

/* In the order in which self_test() of program/selftest.py makes them. */
static const struct {
    enum ledger_state state;
    const char *name;
} ends[] = {
    {LEDGER_DESTROYED, "destroyed while pending"},
    {LEDGER_FINISHED, "finished"},
    {LEDGER_FAILED, "failed"},
    {LEDGER_CANCELLED, "cancelled"},
    {LEDGER_STRANDED, "pending at the end"},
};
enum { ENDS = sizeof ends / sizeof ends[0] };

/* Bit i of `alive`: the dropped task of the i-th kind of Task is alive, as that asyncio keeps it.
 */
static int judge(const struct ledger *ledger, long long alive, char *why, size_t size)
{
    uint32_t jobs = 0;
    for (uint32_t i = 0; i < ledger->entry_count; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        if (!(entry->flags & LEDGER_JOB))
            continue;
        enum ledger_state expected = ends[jobs % ENDS].state;
        if (expected == LEDGER_DESTROYED && alive >> jobs / ENDS & 1)
            expected = LEDGER_STRANDED;
        int suspended = (entry->flags & LEDGER_SUSPENDED) != 0;
        if (entry->state != (uint32_t)expected || suspended != (expected == LEDGER_DESTROYED)) {
            snprintf(why, size, "calibration failed: of a task that was %s on purpose, %s",
                     ends[jobs % ENDS].name,
                     entry->state != (uint32_t)expected ? "something else was seen"
                                                        : "the second detector saw another end");
            return -1;
        }
        jobs++;
    }
    if (jobs > 0 && jobs % ENDS == 0 && ledger->unknown_tasks == 0)
        return 0;
    snprintf(why, size, "calibration failed: %u tasks were seen of those made on purpose", jobs);
    return -1;
}

int selftest(PyObject *runtime, int blind, char *why, size_t size)
{
    struct ledger *ledger = ledger_map();
    if (ledger == NULL) {
        snprintf(why, size, "cannot map memory");
        return -1;
    }
    fates_watch(ledger);
    fates_audit(blind ? ENTRIES_AUDIT_BLIND : ENTRIES_AUDIT_ON);
    pressure_begin(ledger, TL_PRESSURE_OFF, 0, 0);
    PyObject *result = python_call(runtime, "self_test", NULL);
    pressure_end();
    fates_watch(NULL);
    if (result != NULL)
        return judge(ledger, py.PyLong_AsLongLong(result), why, size);
    char line[TL_NOTE_MAX];
    python_error_line(line, sizeof line);
    snprintf(why, size, "calibration failed: %s", line);
    return -1;
}
