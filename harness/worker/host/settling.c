/* A trial that says nothing gets a line that says why. */
#include "settling.h"

#include <stdio.h>
#include <string.h>

#include "jobless.h"
#include "line.h"
#include "measured.h"

struct process_end settling_end(struct process_end end, struct ledger *ledger)
{
    int complete = ledger->phase == LEDGER_COMPLETE;
    if (end.ending == TL_ENDING_NOT_STARTED || end.ending == TL_ENDING_DEADLINE)
        return end;
    if (ledger->out_of_memory) {
        end.ending = TL_ENDING_MEMORY;
    } else if (ledger->idle_forever) {
        end.ending = TL_ENDING_DEADLINE;
        snprintf(ledger->note, sizeof ledger->note,
                 "it waited for something that could never come");
    } else if (end.ending == TL_ENDING_OK && ledger->spoiled) {
        end.ending = TL_ENDING_EXIT;
    } else if (end.ending == TL_ENDING_OK && complete && ledger->note[0] != '\0') {
        end.ending = TL_ENDING_EXIT;
        end.code = 1;
    } else if (end.ending == TL_ENDING_OK && !complete) {
        end.ending = TL_ENDING_EXIT;
        snprintf(ledger->note, sizeof ledger->note, "it left before its end, with status 0");
    }
    return end;
}

/* Real time cannot wait for as long as it takes: a job that is pending then may yet end. */
static int is_impatient(const struct tl_answer *answer)
{
    return answer->trial.counts[TL_FATE_STRANDED] != 0 ||
           answer->trial.counts[TL_FATE_STALLED] != 0 ||
           answer->control.counts[TL_FATE_STRANDED] != 0;
}

/* What no count would tell truly: 1, with a line. */
static int is_beyond(const struct ledger *ledger, char *note, size_t size)
{
    if (ledger->unknown_tasks != 0)
        line_make(note, size, "tasks of a type that taskloss does not know%s%s",
                  ledger->unknown[0] != '\0' ? ": " : "", ledger->unknown);
    else if (ledger->overflow != 0)
        snprintf(note, size, "it made more than %u tasks", LEDGER_ENTRIES_MAX);
    else if (ledger->facts_lost != 0)
        snprintf(note, size, "it noted more than %d facts, or more than %zu bytes of their names",
                 TL_FACTS_MAX, TL_NAMES_MAX);
    else if (ledger->child_tasks != 0)
        snprintf(note, size,
                 "a child made tasks (%u, in processes that the program forked), and taskloss does "
                 "not look there",
                 ledger->child_tasks);
    else if (ledger->interpreter_tasks != 0)
        snprintf(note, size, "a sub-interpreter made tasks (%u), and taskloss does not look there",
                 ledger->interpreter_tasks);
    else
        return 0;
    return 1;
}

/* A job that fails by itself says nothing about being lost. */
static int fails_by_itself(const struct tl_request *request, const struct ledger *control,
                           const struct tl_answer *answer, char *note, size_t size)
{
    uint32_t failed = answer->control.counts[TL_FATE_FAILED];
    if (request->jobs_fail || failed == 0)
        return 0;
    line_make(note, size, "%u of %u jobs fail without any collection%s%s", failed,
              answer->control.counts[TL_COUNT_SPAWNED], control->failure[0] != '\0' ? ": " : "",
              control->failure);
    return 1;
}

/* Jobs waited, and no collection came: that none was lost is no news. What the program itself chose
 * is said otherwise: as_shipped, or its collector off. */
static int unmet(const struct tl_request *request, const struct ledger *trial,
                 struct tl_answer *answer, char *note, size_t size)
{
    int forced = request->pressure != TL_PRESSURE_OFF && request->pressure != TL_PRESSURE_NATURAL &&
                 !tl_pressure_rules[request->pressure].cancels && !request->graph;
    if (!forced || !trial->pended || trial->met || trial->as_shipped || trial->withheld ||
        answer->trial.counts[TL_COUNT_LOST] + answer->trial.counts[TL_FATE_ORPHANED] > 0)
        return 0;
    answer->unmet = 1;
    snprintf(note, size, "no collection fell while a job was pending%s",
             trial->steps == 0 ? ": no step of its event loop was seen (trial.collect() collects "
                                 "where it is called)"
                               : "");
    return 1;
}

/* Where a loop's steps are seen, a job that pends is met by a collection before its next turn. One
 * that ended well without any ran where nobody saw them. */
static int some_unmet(const struct tl_request *request, const struct ledger *trial,
                      const struct tl_answer *answer, char *note, size_t size)
{
    uint32_t count = 0, waited = 0;
    if (!tl_pressure_rules[request->pressure].steps || request->pressure_argument != 0 ||
        request->graph || trial->as_shipped || trial->real_time ||
        (trial->remarks & 1u << TL_REMARK_COLLECTOR_OFF) ||
        answer->trial.counts[TL_COUNT_LOST] + answer->trial.counts[TL_FATE_ORPHANED] > 0)
        return 0;
    for (uint32_t i = 0; i < trial->entry_count; i++) {
        const struct ledger_entry *entry = &trial->entries[i];
        int pended = (entry->flags & LEDGER_JOB) && (entry->flags & LEDGER_PENDED);
        waited += (uint32_t)pended;
        count += pended && !(entry->flags & LEDGER_MET) && entry->state == LEDGER_FINISHED;
    }
    snprintf(note, count != 0 ? size : 0, "no collection fell while %u of %u jobs were pending",
             count, waited);
    return count != 0;
}

void settling(const struct tl_request *request, const struct settled *of, struct process_end end,
              int control_failed, struct tl_answer *answer)
{
    struct ledger *trial = of->trial, *control = of->control;
    struct ledger *failed = control_failed ? control : trial;
    end = settling_end(end, failed);
    answer->ending = (uint32_t)end.ending;
    answer->ending_code = end.code;
    answer->control_failed = (uint32_t)control_failed;
    answer->left_threads = failed->left_threads;
    answer->real_time = failed->real_time;
    answer->remarks = control->remarks | trial->remarks;
    answer->stuck = failed->idle_forever || failed->in_vain;
    memcpy(answer->note, failed->note, sizeof answer->note);
    ledger_settle(trial, control, request->audit != 0, answer, of->rows);
    /* What follows a loss is judged like the rest of it. */
    if (control_failed || !measured_ending_counts(answer)) {
        return;
    } else if (is_beyond(control, answer->note, sizeof answer->note) ||
               is_beyond(trial, answer->note, sizeof answer->note) ||
               fails_by_itself(request, control, answer, answer->note, sizeof answer->note) ||
               jobless(request, trial, answer, answer->note, sizeof answer->note) ||
               unmet(request, trial, answer, answer->note, sizeof answer->note) ||
               some_unmet(request, trial, answer, answer->note, sizeof answer->note)) {
        answer->unpaired++;
    } else if (is_impatient(answer) &&
               (answer->real_time || (answer->remarks & 1u << TL_REMARK_OUTSIDE))) {
        answer->unpaired++;
        snprintf(
            answer->note, sizeof answer->note, "%s",
            answer->real_time
                ? "in real time, jobs were still pending when the trial stopped waiting for them"
                : "jobs were still pending, and a process outside, to which it was connected, "
                  "might have woken them");
    } else if (answer->unpaired != 0 && answer->note[0] == '\0') {
        snprintf(answer->note, sizeof answer->note,
                 "%u destroyed jobs have no counterpart in the control", answer->unpaired);
    }
}
