/* A job counts as waiting at a step if it is pending there, whatever it waits for. */
#include "exposure.h"

#include "fates.h"
#include "graph.h"
#include "oracle.h"
#include "region.h"

#define SEARCHES_MAX 8u /* of everything, in a heap that is not frozen: each takes milliseconds */

static struct ledger *ledger;
static uint32_t searches;
static int lies;
static PyObject *live[EXPOSURE_LIVE_COUNT];
/* Of the jobs that are pending: each, the number of its entry, and a bit for the oracle. */
static struct {
    struct region tasks, numbers, exposed;
} room;

void exposure_begin(struct ledger *new_ledger, int all)
{
    ledger = new_ledger;
    searches = all ? UINT32_MAX : SEARCHES_MAX;
}

void exposure_lie(int lie)
{
    lies = lie;
}

void exposure_keep(enum exposure_live which, PyObject *object)
{
    live[which] = object;
}

static uint32_t list_live(PyObject **out)
{
    uint32_t count = 0;
    for (int i = 0; i < EXPOSURE_LIVE_COUNT; i++)
        if (live[i] != NULL)
            out[count++] = live[i];
    return count;
}

/* For so many jobs. */
static int make_room(uint32_t most)
{
    return region_reach(&room.tasks, (most + (size_t)1) * sizeof(PyObject *)) < 0 ||
                   region_reach(&room.numbers, (most + (size_t)1) * sizeof(uint32_t)) < 0 ||
                   region_reach(&room.exposed, ORACLE_WORDS(most + (size_t)1) * 8) < 0
               ? -1
               : 0;
}

/* Most looks find everybody exposed, or held by what is known to be alive. */
static int look_at_all(PyObject *const *tasks, uint32_t count, uint64_t *exposed)
{
    PyObject *known[EXPOSURE_LIVE_COUNT];
    struct oracle_limits limits = {.live = known, .live_count = list_live(known)};
    int found = oracle_look(tasks, count, exposed, &limits);
    if (found < 0 || oracle_unsure() == 0)
        return found;
    if (searches == 0 || !graph_can_add_all()) {
        ledger->unsure++;
        return found;
    }
    searches -= searches != UINT32_MAX;
    limits.live_count = 0;
    limits.exact = 1;
    return oracle_look(tasks, count, exposed, &limits);
}

static void note_exposed(uint32_t number, uint32_t step)
{
    struct ledger_entry *entry = &ledger->entries[number];
    struct ledger_detail *detail = ledger_detail(ledger, number);
    entry->exposure.exposed++;
    entry->exposure.first = entry->exposure.first != 0 ? entry->exposure.first : step;
    entry->exposure.last = step;
    if (detail != NULL && step < 64 * TL_EXPOSED_WORDS)
        detail->exposed[step / 64] |= UINT64_C(1) << step % 64;
}

static void look(void)
{
    PyObject **tasks = (PyObject **)(void *)room.tasks.base;
    uint32_t *numbers = (uint32_t *)(void *)room.numbers.base;
    uint64_t *exposed = (uint64_t *)(void *)room.exposed.base;
    uint32_t count = fates_list_pending(tasks, numbers, ledger->entry_count, 1);
    if (count != 0 && look_at_all(tasks, count, exposed) < 0) {
        ledger->unsure++;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        ledger->entries[numbers[i]].exposure.waited++;
        if ((int)(exposed[i / 64] >> i % 64 & 1) != lies)
            note_exposed(numbers[i], ledger->steps);
    }
}

void exposure_look(void)
{
    if (ledger == NULL)
        return;
    ledger->looks++;
    if (make_room(ledger->entry_count) < 0)
        ledger->unsure++;
    else
        look();
}
