/* One seed: what a collection changes. */
#include "answering.h"
#include "line.h"
#include "printed.h"
#include "serving.h"
#include "settling.h"
#include "ways.h"
#include "zygote_state.h"

int serving_seed(const struct tl_request *request, uint64_t seed)
{
    struct tl_answer answer = answering_new(request, TL_ANSWER_TRIAL);
    char output[TL_OUTPUT_MAX];
    struct trial trial = {request, seed, 0, zygote.shared, NULL, 0, 0, 0};
    struct trial control = {request, seed, 1, zygote.shared, NULL, 0, 0, 0};
    struct isolated isolated = {TL_ISOLATION_FORK, NULL, 0};
    int64_t began = process_now_us();

    answer.seed = seed;
    ledger_reset(zygote.trial);
    struct process_end end = apart_control(request, seed, &isolated);
    ways_compare(&control, zygote.control, isolated, &answer);
    unsigned left = end.left;
    int control_failed = settling_end(end, zygote.control).ending != TL_ENDING_OK;
    zygote.controlled = !control_failed;
    if (!control_failed) {
        printed_blank(zygote.output);
        end = apart_run(&trial, zygote.trial, &isolated);
        left += end.left;
        ways_compare(&trial, zygote.trial, isolated, &answer);
    }
    answer.left_processes = left;
    answering_isolated(isolated, &answer);
    answer.wall_us = (uint64_t)(process_now_us() - began);
    answering_settle(request, end, control_failed, &answer);
    if (answer.both_ways == TL_BOTH_WAYS_DIFFER)
        line_copy(answer.note, sizeof answer.note, answer.isolation_note);
    answering_count_facts(&answer);
    printed_take(zygote.output, output, &answer.output_length);
    return answering_send(&answer, output);
}
