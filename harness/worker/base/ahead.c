/* Looks where the number of tasks is a power of two: what it costs is nothing beside the tasks. */
#include "ahead.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PAGES_A_MB 256u

static struct {
    struct ledger *ledger;
    uint32_t jobs, allowed_mb;
    uint64_t pages; /* that the process had */
    void (*on_short)(void);
} ahead;

/* Without malloc(): that would move what the program is given. */
static uint64_t pages_in_use(void)
{
    char text[64];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0)
        close(fd);
    text[length > 0 ? length : 0] = '\0';
    return strtoull(text, NULL, 10);
}

void ahead_begin(struct ledger *ledger, uint32_t jobs, uint32_t allowed_mb, void (*on_short)(void))
{
    ahead.ledger = allowed_mb != 0 && jobs > AHEAD_LEAST ? ledger : NULL;
    ahead.jobs = jobs;
    ahead.allowed_mb = allowed_mb;
    ahead.on_short = on_short;
    ahead.pages = ahead.ledger != NULL ? pages_in_use() : 0;
}

uint64_t ahead_of_all(uint64_t taken, uint32_t jobs_so_far, uint32_t jobs)
{
    return jobs_so_far == 0 || jobs_so_far >= jobs ? taken : taken * jobs / jobs_so_far;
}

int ahead_is_short(uint64_t of_all, uint64_t allowed, uint32_t jobs_so_far)
{
    return of_all > allowed + (jobs_so_far < 16 * AHEAD_LEAST ? allowed / 4 : 0);
}

static uint32_t count_jobs(const struct ledger *ledger)
{
    uint32_t jobs = 0;
    for (uint32_t i = 0; i < ledger->entry_count; i++)
        jobs += (ledger->entries[i].flags & LEDGER_JOB) != 0;
    return jobs;
}

static void look(struct ledger *ledger)
{
    uint32_t so_far = count_jobs(ledger);
    uint64_t now = pages_in_use(), taken = now > ahead.pages ? now - ahead.pages : 0;
    uint64_t of_all = ahead_of_all(taken, so_far, ahead.jobs);
    if (!ahead_is_short(of_all, (uint64_t)ahead.allowed_mb * PAGES_A_MB, so_far))
        return;
    ledger->out_of_memory = 1;
    snprintf(ledger->note, sizeof ledger->note,
             "its %u jobs take about %llu MiB, as the first %u show, and --memory allows %u",
             ahead.jobs, (unsigned long long)of_all / PAGES_A_MB, so_far, ahead.allowed_mb);
    ahead.on_short();
}

void ahead_entered(void)
{
    if (ahead.ledger == NULL)
        return;
    uint32_t count = ahead.ledger->entry_count;
    if (count >= AHEAD_LEAST && (count & (count - 1)) == 0)
        look(ahead.ledger);
}
