/* A job counts as waiting at a step if it is pending there, whatever it waits for. */
#include "exposure.h"

#include "fates.h"
#include "graph.h"
#include "oracle.h"

#define SEARCHES_MAX 8u /* of everything, in a heap that is not frozen: each takes milliseconds */

static struct ledger *ledger;
static uint32_t searches;
static int lies;
static PyObject *live[EXPOSURE_LIVE_COUNT];
static PyObject *tasks[LEDGER_ENTRIES_MAX];
static uint32_t numbers[LEDGER_ENTRIES_MAX];
static uint64_t exposed[ORACLE_WORDS(LEDGER_ENTRIES_MAX)];

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

/* Most looks find everybody exposed, or held by what is known to be alive. */
static int look_at_all(uint32_t count)
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

static void note_exposed(struct tl_exposure *exposure, uint32_t step)
{
    exposure->exposed++;
    exposure->first = exposure->first != 0 ? exposure->first : step;
    exposure->last = step;
    if (step < 64 * TL_EXPOSED_WORDS)
        exposure->steps[step / 64] |= UINT64_C(1) << step % 64;
}

void exposure_look(void)
{
    if (ledger == NULL)
        return;
    uint32_t count = fates_list_pending(tasks, numbers, LEDGER_ENTRIES_MAX, 1);
    ledger->looks++;
    if (count != 0 && look_at_all(count) < 0) {
        ledger->unsure++;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct tl_exposure *exposure = &ledger->entries[numbers[i]].exposure;
        exposure->waited++;
        if ((int)(exposed[i / 64] >> i % 64 & 1) != lies)
            note_exposed(exposure, ledger->steps);
    }
}
