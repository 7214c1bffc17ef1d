/* The answers of one worker: nothing in them is believed before it is checked. */
#include "answers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "utf8.h"

#define MOST_BYTES                                                                                 \
    (sizeof(struct tl_answer) + TL_ROWS_MAX * sizeof(struct tl_task_row) +                         \
     TL_FACTS_MAX * sizeof(struct tl_fact_numbers) + TL_NAMES_MAX + TL_OUTPUT_MAX + TL_GRAPH_MAX)

struct answers {
    size_t used;
    char bytes[MOST_BYTES];
    struct tl_answer head;
    struct tl_task_row tasks[TL_ROWS_MAX];
    struct tl_fact_numbers numbers[TL_FACTS_MAX];
    struct tl_fact facts[TL_FACTS_MAX];
    char names[TL_NAMES_MAX];
    char output[TL_OUTPUT_MAX];
    char graph[TL_GRAPH_MAX + 1];
};

struct answers *answers_new(void)
{
    return memory_zeroed(1, sizeof(struct answers));
}

void answers_free(struct answers *answers)
{
    free(answers);
}

void answers_clear(struct answers *answers)
{
    answers->used = 0;
}

char *answers_room(struct answers *answers, size_t *size)
{
    *size = sizeof answers->bytes - answers->used;
    return answers->bytes + answers->used;
}

void answers_added(struct answers *answers, size_t count)
{
    answers->used += count;
}

#define LIE(...) tl_fail(error, TL_EXIT_UNMEASURED, "harness error: " __VA_ARGS__)

/* Is this ours at all, and how long is it? Checked before any length in it is used. */
static int check_frame(const struct tl_answer *head, struct tl_error *error)
{
    if (head->magic != TL_WIRE_MAGIC)
        return LIE("the worker wrote something that is no answer");
    if (head->version != TL_WIRE_VERSION)
        return LIE("the worker speaks version %u, not %u; build taskloss and its worker together",
                   head->version, TL_WIRE_VERSION);
    if (head->task_count > TL_ROWS_MAX || head->fact_count > TL_FACTS_MAX ||
        head->names_length > TL_NAMES_MAX || head->output_length > TL_OUTPUT_MAX ||
        head->graph_length > TL_GRAPH_MAX)
        return LIE("the worker's counts are absurd: %u tasks, %u facts, %u bytes of names, %u "
                   "bytes of output, %u of a graph",
                   head->task_count, head->fact_count, head->names_length, head->output_length,
                   head->graph_length);
    return 0;
}

static int check_tally(const char *what, const struct tl_tally *tally, struct tl_error *error)
{
    uint64_t sum = 0;
    uint32_t spawned = tally->counts[TL_COUNT_SPAWNED];
    for (int i = 0; i < TL_FATE_COUNT; i++)
        sum += tally->counts[i];
    if (sum != spawned)
        return LIE("the %s has %u jobs, but %llu fates", what, spawned, (unsigned long long)sum);
    if (spawned > TL_TASKS_MAX)
        return tl_fail(error, TL_EXIT_UNMEASURED, "the %s starts %u jobs, and %u can be followed",
                       what, spawned, TL_TASKS_MAX);
    for (int i = 0; i < TL_COUNT_COUNT; i++)
        if (tally->counts[i] > spawned)
            return LIE("the %s's counts are absurd: %u jobs, %u %s", what, spawned,
                       tally->counts[i], tl_counts[i].name);
    return 0;
}

static int check_trial(const struct tl_answer *head, const struct tl_request *request,
                       uint32_t trials_done, struct tl_error *error)
{
    if (trials_done >= request->trials)
        return LIE("the worker answered more trials than the %u asked for", request->trials);
    if (head->seed != request->first_seed + trials_done)
        return LIE("the worker answered seed %llu instead of %llu", (unsigned long long)head->seed,
                   (unsigned long long)(request->first_seed + trials_done));
    if (head->graph_length > 0 && !request->graph)
        return LIE("the worker sent a graph, which was not asked for");
    if (head->isolation >= TL_ISOLATION_AUTO || head->both_ways >= TL_BOTH_WAYS_COUNT ||
        memchr(head->isolation_note, '\0', sizeof head->isolation_note) == NULL)
        return LIE("the worker does not say how the trial was isolated");
    if (head->ending >= TL_ENDING_COUNT)
        return LIE("the worker knows an ending number %u", head->ending);
    if (check_tally("trial", &head->trial, error) < 0 ||
        check_tally("control", &head->control, error) < 0)
        return -1;
    if (head->control.counts[TL_FATE_LOST] != 0)
        return LIE("the control has lost jobs, which only a trial can have");
    return 0;
}

static size_t payload(const struct tl_answer *head)
{
    return head->task_count * sizeof(struct tl_task_row) +
           head->fact_count * sizeof(struct tl_fact_numbers) + head->names_length +
           head->output_length + head->graph_length;
}

static int check_head(struct tl_answer *head, const struct tl_request *request,
                      uint32_t trials_done, struct tl_error *error)
{
    if (head->serial != request->serial)
        return LIE("the worker answered request %u instead of %u", head->serial, request->serial);
    if (memchr(head->note, '\0', sizeof head->note) == NULL)
        return LIE("the worker's note is no text");
    utf8_mend(head->note); /* what a case said may be cut inside a character, or be any bytes */
    switch (head->type) {
    case TL_ANSWER_TRIAL:
        return check_trial(head, request, trials_done, error);
    case TL_ANSWER_DONE:
        if (trials_done != request->trials)
            return LIE("the worker was done after %u of %u trials", trials_done, request->trials);
        return 0;
    case TL_ANSWER_FAILED:
        return 0;
    case TL_ANSWER_UNDER_WAY:
        return payload(head) == 0 ? 0 : LIE("the worker says more than how far it is");
    default:
        return LIE("the worker gave an answer of type %u", head->type);
    }
}

static int check_tasks(const struct answers *answers, struct tl_error *error)
{
    const struct tl_answer *head = &answers->head;
    uint32_t fates[TL_FATE_COUNT] = {0};
    for (uint32_t i = 0; i < head->task_count; i++) {
        const struct tl_task_row *row = &answers->tasks[i];
        if (row->fate >= TL_FATE_COUNT || row->control_fate >= TL_FATE_COUNT)
            return LIE("task %u has a fate number %u", i,
                       row->fate >= TL_FATE_COUNT ? row->fate : row->control_fate);
        fates[row->fate]++;
    }
    if (head->task_count == head->trial.counts[TL_COUNT_SPAWNED] &&
        memcmp(fates, head->trial.counts, sizeof fates) != 0)
        return LIE("the fates of the single tasks do not add up to the trial's");
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct tl_fact *const *)a)->name,
                  (*(const struct tl_fact *const *)b)->name);
}

static int check_names(const struct answers *answers, struct tl_error *error)
{
    size_t count = answers->head.fact_count, i = 1;
    const struct tl_fact **sorted = memory_zeroed(count, sizeof *sorted);
    for (size_t k = 0; k < count; k++)
        sorted[k] = &answers->facts[k];
    list_sort(sorted, count, sizeof *sorted, by_name);
    while (i < count && by_name(&sorted[i - 1], &sorted[i]) != 0)
        i++;
    const char *twice = i < count ? sorted[i]->name : NULL;
    free(sorted);
    return twice == NULL ? 0
                         : tl_fail(error, TL_EXIT_UNMEASURED,
                                   "two facts of the trial are called '%s'", twice);
}

/* Names lie one behind the other, each ended by a zero. */
static int check_facts(struct answers *answers, struct tl_error *error)
{
    char *name = answers->names, *end = name + answers->head.names_length;
    for (uint32_t i = 0; i < answers->head.fact_count; i++) {
        char *next = memchr(name, '\0', (size_t)(end - name));
        if (next == NULL || next == name)
            return LIE("fact %u has no name", i);
        utf8_mend(name);
        if (name[0] == '\0')
            return LIE("fact %u has no name", i);
        answers->facts[i] = (struct tl_fact){.name = name,
                                             .trial = answers->numbers[i].trial,
                                             .control = answers->numbers[i].control};
        name = next + 1;
    }
    return check_names(answers, error);
}

static const char *copy(void *out, const char *from, size_t size)
{
    memcpy(out, from, size);
    return from + size;
}

/* Moves the payloads to where they are aligned, and what follows them to the front. */
static void unpack(struct answers *answers)
{
    const struct tl_answer *head = &answers->head;
    const char *at = answers->bytes + sizeof *head;
    at = copy(answers->tasks, at, head->task_count * sizeof *answers->tasks);
    at = copy(answers->numbers, at, head->fact_count * sizeof *answers->numbers);
    at = copy(answers->names, at, head->names_length);
    at = copy(answers->output, at, head->output_length);
    at = copy(answers->graph, at, head->graph_length);
    answers->graph[head->graph_length] = '\0';
    size_t length = (size_t)(at - answers->bytes);
    memmove(answers->bytes, at, answers->used - length);
    answers->used -= length;
}

int answers_next(struct answers *answers, const struct tl_request *request, uint32_t trials_done,
                 struct answer *out, struct tl_error *error)
{
    struct tl_answer *head = &answers->head;
    if (answers->used < sizeof *head)
        return 0;
    memcpy(head, answers->bytes, sizeof *head);
    if (check_frame(head, error) < 0)
        return -1;
    if (answers->used < sizeof *head + payload(head))
        return 0;
    unpack(answers);
    if (check_head(head, request, trials_done, error) < 0 || check_tasks(answers, error) < 0 ||
        check_facts(answers, error) < 0)
        return -1;
    *out = (struct answer){head, answers->tasks, answers->facts, answers->output, answers->graph};
    return 1;
}
