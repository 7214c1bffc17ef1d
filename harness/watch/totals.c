/* Totals are sums: the latest of a process counts, so that one that is killed still has its own. */
#include "totals.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "clocks.h"
#include "events.h"
#include "jobs.h"
#include "sites.h"

#define PAUSE_NS 1000000000u

struct watching_totals totals;

static uint64_t started, due;
static char python_version[32];
static int is_written; /* something of this process */
static volatile uint8_t is_missed[WATCHING_MISSED_COUNT];

void totals_begin(void)
{
    started = clocks_now();
}

static void program_name(char *name, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", name, size - 1);
    name[length > 0 ? length : 0] = '\0';
}

void totals_process(const char *version, const char *why)
{
    char room[8192], program[4096];
    struct event event;
    int saved = errno;
    is_written = 1;
    if (version != python_version)
        strncpy(python_version, version, sizeof python_version - 1);
    python_version[strcspn(python_version, " ")] = '\0';
    program_name(program, sizeof program);
    event_begin(&event, room, sizeof room, why == NULL ? "process" : "refused");
    event_number(&event, "parent", (unsigned long long)getppid());
    event_text(&event, "python", python_version);
    event_text(&event, "program", program);
    event_text(&event, "why", why != NULL ? why : "");
    event_write(&event);
    errno = saved;
}

void totals_missed(enum watching_missed what)
{
    static const char *const whys[] = {
#define X(symbol, why) why,
        WATCHING_MISSED(X)
#undef X
    };
    char room[4096];
    struct event event;
    if (is_missed[what])
        return;
    is_missed[what] = 1;
    event_begin(&event, room, sizeof room, "missed");
    event_text(&event, "why", whys[what]);
    event_write(&event);
}

void totals_announce(void)
{
    if (!is_written)
        totals_process(python_version, NULL);
}

static void write_totals(void)
{
    char room[8192];
    struct event event;
    totals.tasks = jobs_made;
    totals.loops = jobs_loops;
    totals.run_us = (clocks_now() - started) / 1000;
    event_begin(&event, room, sizeof room, "totals");
#define X(name, meaning) event_number(&event, #name, totals.name);
    WATCHING_TOTALS(X)
#undef X
    event_write(&event);
}

/* At ever longer intervals, so that a process that runs for weeks writes little. */
void totals_tick(uint64_t now)
{
    if (now < due || jobs_made == 0)
        return;
    totals_flush();
    uint64_t pause = (now - started) / 32;
    due = now + (pause > PAUSE_NS ? pause : PAUSE_NS);
}

void totals_flush(void)
{
    if (jobs_made == 0)
        return;
    sites_flush();
    write_totals();
}

void totals_forget_all(void)
{
    totals = (struct watching_totals){0};
    started = clocks_now();
    due = 0;
    is_written = 0;
    for (int i = 0; i < WATCHING_MISSED_COUNT; i++)
        is_missed[i] = 0;
}
