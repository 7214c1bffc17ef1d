/* The arithmetic of births and ends; what a trial has seen, beside its ledger, is its own. */
#include "entries.h"

#include <pthread.h>
#include <stddef.h>

#include "ahead.h"
#include "map.h"
#include "notes.h"
#include "region.h"

/* The ledger is shared with the zygote, the rest is this process's own. */
static struct ledger *ledger;
static struct ledger *left; /* of the trial that forked this process */
static struct map tasks;    /* address -> number */
static struct region addresses;
static int settled, blind;

/* Everywhere else the GIL keeps the maps and the ledger whole. Never held over a call of Python. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int has_no_gil;

void entries_use_locks(void)
{
    has_no_gil = 1;
}

void entries_lock(void)
{
    if (has_no_gil)
        pthread_mutex_lock(&mutex);
}

void entries_unlock(void)
{
    if (has_no_gil)
        pthread_mutex_unlock(&mutex);
}

void entries_use(struct ledger *new_ledger)
{
    ledger = new_ledger;
    notes_use(new_ledger);
    settled = 0;
    pthread_mutex_init(&mutex, NULL); /* a thread that a fork left behind may have held it */
    map_clear(&tasks);
}

void entries_leave(void)
{
    left = ledger != NULL ? ledger : left;
    entries_use(NULL);
}

struct ledger *entries_ledger(void)
{
    return ledger;
}

void entries_blind(int is_blind)
{
    blind = is_blind;
}

/* ---- births ---- */

/* Its address finds it, and it finds its address. */
static int remember(const void *task, uint32_t index)
{
    if (region_reach(&addresses, (index + (size_t)1) * sizeof task) < 0 ||
        (task != NULL && map_put(&tasks, task, index) < 0))
        return -1;
    ((const void **)(void *)addresses.base)[index] = task;
    return 0;
}

static struct ledger_entry *enter(const void *task, uint32_t flags)
{
    uint32_t index = task != NULL ? map_get(&tasks, task) : MAP_NONE;
    if (index != MAP_NONE && !(ledger->entries[index].flags & LEDGER_FREED))
        return NULL; /* __init__ called again */
    if (ledger->entry_count >= LEDGER_ENTRIES_MAX) {
        ledger->overflow++;
        return NULL;
    }
    index = ledger->entry_count;
    if (remember(task, index) < 0) {
        ledger->out_of_memory = 1;
        return NULL;
    }
    if (index < LEDGER_DETAILS_MAX)
        ledger->details[index] = (struct ledger_detail){{0}, {0}};
    struct ledger_entry *entry = &ledger->entries[index];
    *entry = (struct ledger_entry){
        .mark = LEDGER_MARK,
        .state = LEDGER_LIVE,
        .born_step = ledger->steps,
        .born_allocation = ledger->allocations,
        .flags = flags,
    };
    ledger->entry_count++; /* last: a trial killed in between leaves no half entry */
    ahead_entered();
    return entry;
}

/* Several processes may be at it. */
void entries_born(void)
{
    if (left != NULL)
        __atomic_fetch_add(&left->child_tasks, 1, __ATOMIC_RELAXED);
}

void entries_born_apart(void)
{
    if (ledger != NULL && !settled)
        __atomic_fetch_add(&ledger->interpreter_tasks, 1, __ATOMIC_RELAXED);
}

struct ledger_entry *entries_enter(const void *task, uint32_t flags)
{
    entries_born();
    if (ledger == NULL || settled)
        return NULL;
    entries_lock();
    struct ledger_entry *entry = enter(task, flags);
    entries_unlock();
    return entry;
}

/* ---- finding them again ---- */

struct ledger_entry *entries_of(const void *task)
{
    entries_lock();
    uint32_t index = ledger != NULL ? map_get(&tasks, task) : MAP_NONE;
    entries_unlock();
    return index != MAP_NONE ? &ledger->entries[index] : NULL;
}

struct ledger_entry *entries_numbered(long long number)
{
    return ledger != NULL && number >= 0 && number < (long long)ledger->entry_count
               ? &ledger->entries[number]
               : NULL;
}

uint32_t entries_number(const struct ledger_entry *entry)
{
    return (uint32_t)(entry - ledger->entries);
}

void *entries_address(uint32_t number)
{
    const void *task = ((const void **)(void *)addresses.base)[number];
    return map_get(&tasks, task) == number ? (void *)(uintptr_t)task : NULL;
}

/* ---- ends ---- */

int entries_is_open(const struct ledger_entry *entry)
{
    return !settled && entry->state == LEDGER_LIVE;
}

int entries_end(struct ledger_entry *entry, enum ledger_state state)
{
    if (!entries_is_open(entry) || (blind && state == LEDGER_DESTROYED))
        return 0;
    entry->state = state;
    entry->flags |= state == LEDGER_DESTROYED && ledger->collecting ? LEDGER_COLLECTED : 0;
    entry->ended_step = ledger->steps;
    entry->ended_allocation = ledger->allocations;
    return 1;
}

/* An exception says nothing: a coroutine that was closed raises one when it is woken. */
void entries_revive(struct ledger_entry *entry, enum ledger_state state)
{
    if (settled || entry->state != LEDGER_DESTROYED ||
        (state != LEDGER_FINISHED && state != LEDGER_CANCELLED))
        return;
    entry->state = state;
    entry->ended_step = ledger->steps;
    entry->ended_allocation = ledger->allocations;
    entry->flags = (entry->flags & ~(uint32_t)LEDGER_SILENT) | LEDGER_REVIVED;
}

void entries_forget(const void *task, struct ledger_entry *entry)
{
    entries_lock();
    entry->flags |= LEDGER_FREED;
    map_remove(&tasks, task);
    entries_unlock();
}

void entries_stillborn(const void *task, struct ledger_entry *entry)
{
    entries_lock();
    entry->state = LEDGER_STILLBORN;
    if (task != NULL)
        map_remove(&tasks, task);
    entries_unlock();
}

void entries_unreported(struct ledger_entry *entry, uint32_t reports)
{
    if (ledger != NULL && !settled && !ledger->finalize && ledger->reports == reports)
        entry->flags |= LEDGER_SILENT;
}

void entries_unstarted(struct ledger_entry *entry)
{
    if (entry->state == LEDGER_STRANDED)
        entry->state = LEDGER_UNSTARTED;
}

void entries_settle(void)
{
    settled = 1;
}

int entries_settled(void)
{
    return settled;
}

static int has_ended(enum ledger_state state)
{
    return state == LEDGER_FINISHED || state == LEDGER_FAILED || state == LEDGER_CANCELLED;
}

long long entries_existing(void)
{
    long long count = 0;
    for (uint32_t i = 0; ledger != NULL && i < ledger->entry_count; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        count += (entry->flags & LEDGER_JOB) && has_ended((enum ledger_state)entry->state) &&
                 !(entry->flags & LEDGER_FREED);
    }
    return count;
}

void entries_mark_existing(uint32_t flag)
{
    for (uint32_t i = 0; ledger != NULL && i < ledger->entry_count; i++) {
        struct ledger_entry *entry = &ledger->entries[i];
        if (has_ended((enum ledger_state)entry->state) && !(entry->flags & LEDGER_FREED))
            entry->flags |= flag;
    }
}
