#include "isolations.h"

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "utf8.h"

static struct isolation_reason *reason_of(struct isolations *isolations, const char *text)
{
    for (size_t i = 0; i < isolations->reason_count; i++)
        if (strcmp(isolations->reasons[i].text, text) == 0)
            return &isolations->reasons[i];
    struct isolation_reason *reason =
        list_grow(&isolations->reasons, isolations->reason_count++, sizeof *reason);
    *reason = (struct isolation_reason){.trials = 0};
    snprintf(reason->text, sizeof reason->text, "%s", text);
    return reason;
}

void isolations_trial(struct isolations *isolations, const struct tl_answer *answer, bool forks)
{
    const char *why = forks ? "the head of its case asks for it" : answer->isolation_note;
    isolations->trials++;
    isolations->snapshots += answer->isolation == TL_ISOLATION_SNAPSHOT;
    isolations->compared += answer->both_ways != TL_BOTH_WAYS_NOT_TRIED;
    isolations->unsure += answer->both_ways == TL_BOTH_WAYS_UNSURE;
    if (answer->isolation != TL_ISOLATION_FORK || why[0] == '\0')
        return;
    struct isolation_reason *reason = reason_of(isolations, why);
    reason->trials++;
    reason->is_machine = !forks && answer->no_snapshots != 0;
}

void isolations_tell(const struct isolations *isolations, bool machine_only, FILE *out)
{
    if (!machine_only)
        fprintf(out, "%zu of %zu trials ran by snapshot\n", isolations->snapshots,
                isolations->trials);
    if (!machine_only && isolations->compared > 0)
        fprintf(out, "%zu were run by fork as well; %zu of these were not the same each time\n",
                isolations->compared, isolations->unsure);
    for (size_t i = 0; i < isolations->reason_count; i++)
        if (!machine_only || isolations->reasons[i].is_machine)
            utf8_print(out, "%zu ran by fork: %s", isolations->reasons[i].trials,
                       isolations->reasons[i].text);
}

void isolations_free(struct isolations *isolations)
{
    free(isolations->reasons);
}
