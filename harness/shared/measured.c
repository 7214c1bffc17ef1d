/* A trial is measured when it and its control ran to their ends, paired, and all adds up. */
#include "measured.h"

#include <inttypes.h>
#include <stdio.h>

/* Spawned is the sum of the fates, or the trial is no measurement. */
static bool adds_up(const struct tl_tally *tally)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        sum += tally->counts[i];
    return sum == tally->counts[TL_COUNT_SPAWNED];
}

/* A job that is pending when its program was ended from outside is stalled only where it is known
 * that nothing would have come; one that failed was seen to. */
static bool followed_a_loss(const struct tl_answer *answer)
{
    return answer->ending < TL_ENDING_COUNT && tl_ending_rules[answer->ending].follows &&
           (answer->trial.counts[TL_COUNT_LOST] > 0 ||
            (answer->ending == TL_ENDING_EXIT && answer->trial.counts[TL_COUNT_BROKEN] > 0) ||
            (answer->stuck && answer->trial.counts[TL_COUNT_STALLED] > 0));
}

bool measured_ending_counts(const struct tl_answer *answer)
{
    return answer->ending == TL_ENDING_OK || followed_a_loss(answer);
}

bool measured_trial(const struct tl_answer *answer)
{
    return measured_ending_counts(answer) && !answer->control_failed && !answer->unpaired &&
           answer->audit_differences == 0 && answer->both_ways != TL_BOTH_WAYS_DIFFER &&
           adds_up(&answer->trial) && adds_up(&answer->control);
}

char *measured_ending(const struct tl_answer *answer)
{
    const char *who = answer->control_failed ? "control" : "trial";
    bool known = answer->ending < TL_ENDING_COUNT;
    const char *ending = known ? tl_endings[answer->ending].name : "unknown ending";
    char code[16] = "", *line = NULL;
    if (known && tl_ending_rules[answer->ending].code)
        snprintf(code, sizeof code, " %" PRId32, answer->ending_code);
    int length = asprintf(&line, "%s: %s%s%s%s", who, ending, code,
                          answer->note[0] == '\0' ? "" : ": ", answer->note);
    return length < 0 ? NULL : line;
}

char *measured_why_not(const struct tl_answer *answer)
{
    const char *colon = answer->note[0] == '\0' ? "" : ": ";
    char *line = NULL;
    int length;
    if (!measured_ending_counts(answer) || answer->control_failed)
        return measured_ending(answer);
    if (answer->unpaired)
        length = asprintf(&line, "%s",
                          answer->note[0] != '\0' ? answer->note
                                                  : "trial and control differ in their jobs");
    else if (answer->audit_differences)
        length =
            asprintf(&line, "the two detectors disagree on %" PRIu32 " jobs: a bug of taskloss",
                     answer->audit_differences);
    else if (answer->both_ways == TL_BOTH_WAYS_DIFFER)
        length =
            asprintf(&line, "by snapshot and by fork it is not the same: a bug of taskloss%s%s",
                     colon, answer->note);
    else
        length = asprintf(&line, "the fates do not add up to the jobs: a bug of taskloss%s%s",
                          colon, answer->note);
    return length < 0 ? NULL : line;
}
