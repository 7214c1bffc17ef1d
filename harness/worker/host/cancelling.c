/* One seed: what each cancellation changes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answering.h"
#include "cancels.h"
#include "line.h"
#include "measured.h"
#include "printed.h"
#include "serving.h"
#include "settling.h"
#include "zygote_state.h"

enum { MOST_HUNG = 3 }; /* that took all the time there is: no more are waited for */

/* Of one seed. What was printed is of the first run that differs; jobs have no rows, as each of
 * them has had many ends. */
struct cancelling {
    const struct tl_request *request;
    struct tl_answer answer;
    char said[TL_OUTPUT_MAX / 2], printed[TL_OUTPUT_MAX];
    uint32_t said_length, printed_length;
    uint32_t differ, told; /* runs that differ; of them, those that had room in `said` */
    int hung;
};

/* A line for each run that differs, as long as there is room, and at the end for how many not. */
static void say_difference(struct cancelling *c, uint32_t job, uint32_t step, const char *what)
{
    size_t room = sizeof c->said - c->said_length;
    int length = snprintf(c->said + c->said_length, room,
                          "[job %u cancelled at its loop step %u: %s]\n", job, step, what);
    if (c->told == c->differ++ && length > 0 && (size_t)length < room) {
        c->said_length += (uint32_t)length;
        c->told++;
    }
}

static void keep_first(struct cancelling *c, uint32_t step)
{
    if (c->answer.pressed_step != 0)
        return;
    c->answer.pressed_step = step;
    printed_take(zygote.output, c->printed, &c->printed_length);
}

static int is_no_measurement(const struct tl_answer *one)
{
    return one->unpaired != 0 || one->audit_differences != 0 ||
           one->ending == TL_ENDING_NOT_STARTED || one->ending == TL_ENDING_MEMORY;
}

static void give_up(struct cancelling *c, const struct tl_answer *one, uint32_t job, uint32_t step)
{
    char *why = measured_why_not(one);
    c->answer.unpaired++;
    line_make(c->answer.note, sizeof c->answer.note, "job %u cancelled at its loop step %u: %s",
              job, step, why != NULL ? why : "not measured");
    free(why);
}

/* A run in which this job is cancelled at that step of its own. */
static void cancel_one(struct cancelling *c, uint64_t seed, uint32_t job, uint32_t step)
{
    struct trial trial = {c->request, seed, 0, zygote.shared, NULL, 0, job, step};
    struct tl_answer one = answering_new(c->request, TL_ANSWER_TRIAL);
    printed_blank(zygote.output);
    struct isolated isolated;
    struct process_end end = apart_run(&trial, zygote.trial, &isolated);
    answering_isolated(isolated, &c->answer);
    c->answer.left_processes += end.left;
    answering_settle(c->request, end, 0, &one);
    c->answer.real_time |= one.real_time;
    c->answer.remarks |= one.remarks;
    c->hung += one.ending == TL_ENDING_DEADLINE && !zygote.trial->idle_forever;
    if (is_no_measurement(&one))
        give_up(c, &one, job, step);
    else if (cancels_any(zygote.trial)) {
        struct cancels_said said =
            cancels_add(zygote.sums, zygote.trial, zygote.control, &one, &c->answer);
        if (said.text[0] != '\0') {
            say_difference(c, job, step, said.text);
            keep_first(c, step);
        }
    }
}

static int is_some(const struct cancelling *c)
{
    return tl_pressure_rules[c->request->pressure].cancels == TL_CANCELS_SOME;
}

static void cancel_job(struct cancelling *c, uint64_t seed, uint32_t job)
{
    uint32_t only = (uint32_t)c->request->pressure_argument;
    uint32_t steps = cancels_steps(zygote.control, job);
    for (uint32_t step = only != 0 ? only : 1; step <= steps; step++) {
        if (c->answer.unpaired != 0 || c->hung >= MOST_HUNG)
            return;
        if (!is_some(c) || cancels_is_turn(zygote.control, job, step))
            cancel_one(c, seed, job, step);
        if (only != 0)
            return;
    }
}

static void cancel_each(struct cancelling *c, uint64_t seed)
{
    uint32_t jobs = cancels_jobs(zygote.control);
    ledger_reset(zygote.sums);
    for (uint32_t job = 0; job < jobs; job++)
        if (!is_some(c) || job == 0 || job + 1 == jobs)
            cancel_job(c, seed, job);
    c->answer.control.steps = c->answer.trial.steps = zygote.control->steps;
    if (c->answer.unpaired != 0 || ledger_find_fact(zygote.sums, TL_CANCELLATIONS) < TL_FACTS_MAX ||
        !zygote.control->pended)
        return;
    c->answer.unpaired++;
    snprintf(c->answer.note, sizeof c->answer.note,
             c->request->pressure_argument != 0
                 ? "no job is pending at its loop step %u: nothing was cancelled"
                 : "no job is pending at a loop step: nothing was cancelled",
             (uint32_t)c->request->pressure_argument);
}

static void put_output(struct cancelling *c, char output[static TL_OUTPUT_MAX])
{
    size_t length = c->said_length;
    memcpy(output, c->said, length);
    if (c->told < c->differ)
        length += (size_t)snprintf(output + length, TL_OUTPUT_MAX - length, "[and %u more]\n",
                                   c->differ - c->told);
    size_t room = TL_OUTPUT_MAX - length;
    size_t printed = c->printed_length < room ? c->printed_length : room;
    memcpy(output + length, c->printed, printed);
    c->answer.output_length = (uint32_t)(length + printed);
}

/* The facts are those of all runs. */
static int send_cancelling(struct cancelling *c)
{
    struct ledger *last = zygote.trial;
    char output[TL_OUTPUT_MAX];
    put_output(c, output);
    zygote.trial = zygote.sums;
    answering_count_facts(&c->answer);
    int sent = answering_send(&c->answer, output);
    zygote.trial = last;
    return sent;
}

int serving_cancellations(const struct tl_request *request, uint64_t seed)
{
    static struct cancelling c;
    int64_t began = process_now_us();
    c = (struct cancelling){.request = request, .answer = answering_new(request, TL_ANSWER_TRIAL)};
    c.answer.seed = seed;
    if (zygote.sums == NULL && (zygote.sums = ledger_map()) == NULL)
        return -1;
    ledger_reset(zygote.trial);
    ledger_reset(zygote.sums);
    struct isolated isolated = {TL_ISOLATION_FORK, NULL, 0};
    struct process_end end = apart_control(request, seed, &isolated);
    answering_isolated(isolated, &c.answer);
    zygote.controlled = settling_end(end, zygote.control).ending == TL_ENDING_OK;
    c.answer.left_processes = end.left;
    if (zygote.controlled)
        cancel_each(&c, seed);
    else
        answering_settle(request, end, 1, &c.answer);
    c.answer.wall_us = (uint64_t)(process_now_us() - began);
    return send_cancelling(&c);
}
