/* The arithmetic of fates: a trial's ledger against its control's. */
#include "ledger.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#define FEW  16384u /* entries whose memory is kept */
#define PAGE ((uintptr_t)4096)

struct ledger *ledger_map(void)
{
    void *memory = mmap(NULL, sizeof(struct ledger), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

/* Shared memory by the one call, private memory by the other. */
static void give_back(struct ledger *ledger)
{
    uintptr_t first = ((uintptr_t)&ledger->entries[FEW] + PAGE - 1) & ~(PAGE - 1);
    uintptr_t end = (uintptr_t)&ledger->entries[LEDGER_ENTRIES_MAX] & ~(PAGE - 1);
    void *many = (char *)ledger + (first - (uintptr_t)ledger);
    if (madvise(many, end - first, MADV_REMOVE) != 0)
        madvise(many, end - first, MADV_DONTNEED);
}

/* What is beyond the numbers that say how many there are is never read: the head alone is blanked.
 */
void ledger_reset(struct ledger *ledger)
{
    if (ledger->entry_count > FEW)
        give_back(ledger);
    memset(ledger, 0, LEDGER_HEAD);
    ledger->mark = ledger->end_mark = LEDGER_MARK;
}

uint32_t ledger_details(const struct ledger *ledger)
{
    return ledger->entry_count < LEDGER_DETAILS_MAX ? ledger->entry_count : LEDGER_DETAILS_MAX;
}

struct ledger_detail *ledger_detail(struct ledger *ledger, uint32_t number)
{
    return number < LEDGER_DETAILS_MAX ? &ledger->details[number] : NULL;
}

#define ENDS(text) (memchr(text, '\0', sizeof(text)) != NULL)

static bool head_is_sound(const struct ledger *ledger)
{
    return ledger->mark == LEDGER_MARK && ledger->end_mark == LEDGER_MARK && !ledger->spoiled &&
           ledger->phase <= LEDGER_COMPLETE && ledger->entry_count <= LEDGER_ENTRIES_MAX &&
           ledger->fact_count <= TL_FACTS_MAX && ledger->texts_used <= TL_NAMES_MAX &&
           ENDS(ledger->note) && ENDS(ledger->failure) && ENDS(ledger->unknown);
}

static bool facts_are_sound(const struct ledger *ledger)
{
    uint32_t used = ledger->texts_used;
    for (uint32_t i = 0; i < ledger->fact_count; i++) {
        const struct ledger_fact *fact = &ledger->facts[i];
        if (fact->name == 0 || fact->name >= used || fact->printed >= used)
            return false;
    }
    return used == 0 || ledger->texts[used - 1] == '\0';
}

static bool made_are_sound(const struct ledger *ledger)
{
    if (ledger->made_count > LEDGER_MADE_MAX)
        return false;
    for (uint32_t i = 0; i < ledger->made_count; i++)
        if (!ENDS(ledger->made[i].name) || ledger->made[i].kind > LEDGER_MADE_AS_MAIN)
            return false;
    return true;
}

/* One by one: of a false number of them no more is touched than what is there. */
static bool take_entries(struct ledger *out, const struct ledger *left)
{
    for (uint32_t i = 0; i < out->entry_count; i++) {
        out->entries[i] = left->entries[i];
        if (out->entries[i].mark != LEDGER_MARK || out->entries[i].state > LEDGER_UNSTARTED)
            return false;
    }
    memcpy(out->details, left->details, ledger_details(out) * sizeof out->details[0]);
    return true;
}

static bool take_facts(struct ledger *out, const struct ledger *left)
{
    memcpy(out->facts, left->facts, out->fact_count * sizeof out->facts[0]);
    memcpy(out->texts, left->texts, out->texts_used);
    return facts_are_sound(out);
}

void ledger_take(struct ledger *out, const struct ledger *left)
{
    ledger_reset(out);
    memcpy(out, left, LEDGER_HEAD);
    if (head_is_sound(out) && made_are_sound(out) && take_facts(out, left) &&
        take_entries(out, left))
        return;
    ledger_reset(out);
    out->spoiled = 1;
    strcpy(out->note, "it wrote over what was noted about it");
}

uint32_t ledger_find_fact(const struct ledger *ledger, const char *name)
{
    for (uint32_t i = 0; i < ledger->fact_count; i++)
        if (strcmp(ledger->texts + ledger->facts[i].name, name) == 0)
            return i;
    return TL_FACTS_MAX;
}

/* The first byte is never used: 0 is no place. */
uint32_t ledger_text(struct ledger *ledger, const char *text)
{
    size_t size = strlen(text) + 1;
    uint32_t at = ledger->texts_used == 0 ? 1 : ledger->texts_used;
    if (size > sizeof ledger->texts - at) {
        ledger->facts_lost = 1;
        return 0;
    }
    memcpy(ledger->texts + at, text, size);
    ledger->texts_used = at + (uint32_t)size;
    return at;
}

uint32_t ledger_add_fact(struct ledger *ledger, const char *name)
{
    uint32_t text = 0;
    if (ledger->fact_count == TL_FACTS_MAX)
        ledger->facts_lost = 1;
    else
        text = ledger_text(ledger, name);
    if (text == 0)
        return TL_FACTS_MAX;
    ledger->facts[ledger->fact_count] = (struct ledger_fact){.name = text};
    return ledger->fact_count++;
}

static int ended_by_itself(enum ledger_state state)
{
    return state == LEDGER_FINISHED || state == LEDGER_FAILED || state == LEDGER_CANCELLED;
}

/* What a collection did to one job reaches others: one that waits for the first is pending for ever
 * (stalled) or gets its exception (broken). Jobs are paired in the order in which they were made,
 * and a program may make them in the order of a set, of addresses: which of them fails, or waits
 * for ever, may then differ. So a trial has such jobs only where it has more of them than its
 * control. */
struct dragged {
    bool may_stall, may_break;
};

/* The fate of a job: `control` is the same job's state there, LEDGER_STILLBORN if it has none. A
 * trial that was killed while a job was live counts it as pending: what its program would have done
 * is known from the control. One that was cancelled is meant to end, whatever it did there. */
static enum tl_fate fate_of(enum ledger_state state, enum ledger_state control, bool asked,
                            struct dragged dragged)
{
    bool was_over = ended_by_itself(control), ended = asked || (was_over && dragged.may_stall);
    bool finished = control == LEDGER_FINISHED && (asked || dragged.may_break);
    switch (state) {
    case LEDGER_FINISHED:
        return TL_FATE_FINISHED;
    case LEDGER_FAILED:
        return finished ? TL_FATE_BROKEN : TL_FATE_FAILED;
    case LEDGER_CANCELLED:
        return finished && !asked ? TL_FATE_BROKEN : TL_FATE_CANCELLED;
    case LEDGER_DESTROYED:
        return was_over ? TL_FATE_LOST : TL_FATE_ORPHANED;
    case LEDGER_UNSTARTED:
        return ended ? TL_FATE_STALLED : TL_FATE_NEVER_STARTED;
    case LEDGER_STILLBORN:
    case LEDGER_LIVE:
    case LEDGER_STRANDED:
        break;
    }
    return ended ? TL_FATE_STALLED : TL_FATE_STRANDED;
}

/* The next job at or after *index; NULL past the last. */
static const struct ledger_entry *next_job(const struct ledger *ledger, uint32_t *index)
{
    for (; *index < ledger->entry_count; ++*index) {
        const struct ledger_entry *entry = &ledger->entries[*index];
        if ((entry->flags & LEDGER_JOB) && entry->state != LEDGER_STILLBORN)
            return entry;
    }
    return NULL;
}

static bool is_pending(enum ledger_state state)
{
    return state == LEDGER_LIVE || state == LEDGER_STRANDED || state == LEDGER_UNSTARTED;
}

static void count_states(const struct ledger *ledger, uint32_t *pending, uint32_t *bad)
{
    const struct ledger_entry *entry;
    *pending = *bad = 0;
    for (uint32_t i = 0; (entry = next_job(ledger, &i)) != NULL; i++) {
        *pending += is_pending((enum ledger_state)entry->state);
        *bad += !(entry->flags & LEDGER_ASKED) &&
                (entry->state == LEDGER_FAILED || entry->state == LEDGER_CANCELLED);
    }
}

static struct dragged dragged_along(const struct ledger *trial, const struct ledger *control)
{
    uint32_t pending, bad, pending_there, bad_there;
    count_states(trial, &pending, &bad);
    count_states(control, &pending_there, &bad_there);
    return (struct dragged){pending > pending_there, bad > bad_there};
}

static uint32_t row_flags(const struct ledger_entry *entry, int audit)
{
    uint32_t flags = 0;
    int destroyed = entry->state == LEDGER_DESTROYED;
    if (entry->flags & LEDGER_LEAKED)
        flags |= TL_TASK_LEAKED;
    if (entry->flags & LEDGER_SILENT)
        flags |= TL_TASK_SILENT;
    if (entry->flags & LEDGER_COLLECTED)
        flags |= TL_TASK_COLLECTED;
    if ((destroyed && !(entry->flags & LEDGER_FREED)) || (entry->flags & LEDGER_REVIVED))
        flags |= TL_TASK_RESURRECTED;
    if (audit && (entry->flags & LEDGER_AUDITABLE) &&
        destroyed != ((entry->flags & LEDGER_SUSPENDED) != 0))
        flags |= TL_TASK_AUDIT_DIFFERS;
    return flags;
}

/* A job's entry, and the same job's in the control, NULL if it has none there. */
struct pair {
    const struct ledger_entry *job, *control;
};

static bool count_any(struct pair pair)
{
    (void)pair;
    return true;
}

static bool count_leaked(struct pair pair)
{
    return (pair.job->flags & LEDGER_LEAKED) != 0;
}

static bool count_kept(struct pair pair)
{
    return (pair.job->flags & LEDGER_KEPT) != 0;
}

static bool count_silent(struct pair pair)
{
    return (pair.job->flags & LEDGER_SILENT) != 0;
}

static bool count_rescued(struct pair pair)
{
    return pair.control != NULL && ended_by_itself((enum ledger_state)pair.job->state) &&
           !ended_by_itself((enum ledger_state)pair.control->state);
}

static bool count_uncancelled(struct pair pair)
{
    return (pair.job->flags & LEDGER_ASKED) != 0 && pair.job->state == LEDGER_FINISHED;
}

static bool count_resurrected(struct pair pair)
{
    return (row_flags(pair.job, 0) & TL_TASK_RESURRECTED) != 0;
}

static void count_job(struct tl_tally *tally, struct pair pair, enum tl_fate fate)
{
    tally->counts[fate]++;
#define X(symbol, name, counted, noted, on_page, judged, meaning)                                  \
    tally->counts[TL_COUNT_##symbol] += count_##counted(pair);
    TL_FURTHER_COUNTS(X)
#undef X
}

static void count_program(struct tl_tally *tally, const struct ledger *ledger)
{
    tally->steps = ledger->steps;
    tally->collections = ledger->collections;
    tally->pressed = ledger->pressed;
    tally->allocations = ledger->allocations;
    tally->reports = ledger->reports;
    for (uint32_t i = 0; i < ledger->entry_count; i++)
        tally->others += ledger->entries[i].state != LEDGER_STILLBORN &&
                         !(ledger->entries[i].flags & LEDGER_JOB);
}

/* Where that step is not noted, by the first and the last one at which it was exposed. */
static bool is_foreseen(const struct ledger *trial, uint32_t entry)
{
    uint32_t step = trial->pressed_step, first = trial->entries[entry].exposure.first;
    if (entry < LEDGER_DETAILS_MAX && step < 64 * TL_EXPOSED_WORDS)
        return (trial->details[entry].exposed[step / 64] >> step % 64 & 1) != 0;
    return first != 0 && first <= step && step <= trial->entries[entry].exposure.last;
}

/* Of the entry of that number. */
static struct tl_exposure exposure_of(const struct ledger *control, uint32_t entry)
{
    const struct ledger_entry *its = &control->entries[entry];
    struct tl_exposure out = {.waited = its->exposure.waited,
                              .exposed = its->exposure.exposed,
                              .first = its->exposure.first,
                              .last = its->exposure.last};
    if (entry < LEDGER_DETAILS_MAX)
        memcpy(out.steps, control->details[entry].exposed, sizeof out.steps);
    return out;
}

static void settle_job(const struct ledger_entry *entry, const struct ledger_entry *control,
                       struct dragged dragged, int audit, struct tl_answer *answer,
                       struct tl_task_row *row)
{
    enum ledger_state there = control ? (enum ledger_state)control->state : LEDGER_STILLBORN;
    bool asked = (entry->flags & LEDGER_ASKED) != 0;
    enum tl_fate fate = fate_of((enum ledger_state)entry->state, there, asked, dragged);
    count_job(&answer->trial, (struct pair){entry, control}, fate);
    answer->unpaired += entry->state == LEDGER_DESTROYED && control == NULL;
    *row = (struct tl_task_row){
        .fate = (uint32_t)fate,
        .control_fate = (uint32_t)fate_of(there, LEDGER_STILLBORN, false, (struct dragged){0}),
        .born_step = entry->born_step,
        .ended_step = entry->ended_step,
        .born_allocation = entry->born_allocation,
        .ended_allocation = entry->ended_allocation,
        .flags = row_flags(entry, audit),
    };
    if (control != NULL) {
        answer->waited_steps += control->exposure.waited;
        answer->exposed_steps += control->exposure.exposed;
    }
    answer->audit_differences += (row->flags & TL_TASK_AUDIT_DIFFERS) != 0;
}

void ledger_settle(const struct ledger *trial, const struct ledger *control, int audit,
                   struct tl_answer *answer, struct tl_task_row *rows)
{
    uint32_t here = 0, there = 0;
    const struct ledger_entry *entry, *pair;
    struct tl_task_row overflow;
    struct dragged dragged = dragged_along(trial, control);

    for (; (entry = next_job(trial, &here)) != NULL; here++, there++) {
        pair = next_job(control, &there);
        struct tl_task_row *row =
            answer->task_count < TL_ROWS_MAX ? &rows[answer->task_count++] : &overflow;
        settle_job(entry, pair, dragged, audit, answer, row);
        row->flags |= is_foreseen(trial, here) ? TL_TASK_FORESEEN : 0;
        if (pair != NULL)
            row->exposure = exposure_of(control, there);
    }
    for (there = 0; (entry = next_job(control, &there)) != NULL; there++)
        count_job(
            &answer->control, (struct pair){entry, NULL},
            fate_of((enum ledger_state)entry->state, LEDGER_STILLBORN, false, (struct dragged){0}));
    count_program(&answer->trial, trial);
    count_program(&answer->control, control);
    answer->drawn = trial->drawn;
    answer->pressed_step = trial->pressed_step;
    answer->pressed_allocation = trial->pressed_allocation;
    answer->sight = control->looks == 0    ? TL_SIGHT_NONE
                    : control->unsure == 0 ? TL_SIGHT_EXACT
                                           : TL_SIGHT_PARTIAL;
}
