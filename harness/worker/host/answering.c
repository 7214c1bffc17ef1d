/* Rows and facts go behind the answer, in the order of the wire. */
#include "answering.h"

#include <string.h>

#include "line.h"
#include "settling.h"
#include "zygote_state.h"

/* Where both note the same in the same order, none is looked for. */
static int64_t value_in_control(uint32_t fact)
{
    const struct ledger *trial = zygote.trial, *control = zygote.control;
    const char *name = trial->texts + trial->facts[fact].name;
    if (fact < control->fact_count && strcmp(control->texts + control->facts[fact].name, name) == 0)
        return control->facts[fact].value;
    uint32_t there = ledger_find_fact(control, name);
    return there < TL_FACTS_MAX ? control->facts[there].value : 0;
}

/* Their names are written as they lie in the ledger, texts that were counted between them. */
static int send_names(void)
{
    const struct ledger *trial = zygote.trial;
    for (uint32_t i = 0; i < trial->fact_count; i++) {
        const char *name = trial->texts + trial->facts[i].name;
        if (process_write(zygote.answers, name, strlen(name) + 1) < 0)
            return -1;
    }
    return 0;
}

static int send_facts(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        zygote.facts[i] =
            (struct tl_fact_numbers){zygote.trial->facts[i].value, value_in_control(i)};
    return process_write(zygote.answers, zygote.facts, count * sizeof zygote.facts[0]) < 0 ||
                   (count != 0 && send_names() < 0)
               ? -1
               : 0;
}

void answering_count_facts(struct tl_answer *answer)
{
    const struct ledger *trial = zygote.trial;
    answer->fact_count = trial->fact_count;
    for (uint32_t i = 0; i < trial->fact_count; i++)
        answer->names_length += (uint32_t)strlen(trial->texts + trial->facts[i].name) + 1;
}

struct tl_answer answering_new(const struct tl_request *request, enum tl_answer_type type)
{
    return (struct tl_answer){
        .magic = TL_WIRE_MAGIC,
        .version = TL_WIRE_VERSION,
        .type = (uint32_t)type,
        .serial = request->serial,
    };
}

int answering_send(const struct tl_answer *answer, const char *output)
{
    if (zygote.hands_over)
        return 0; /* who takes it over will answer */
    size_t rows = answer->task_count * sizeof zygote.rows[0];
    if (process_write(zygote.answers, answer, sizeof *answer) < 0 ||
        process_write(zygote.answers, zygote.rows, rows) < 0 ||
        send_facts(answer->fact_count) < 0 ||
        process_write(zygote.answers, output, answer->output_length) < 0 ||
        process_write(zygote.answers, zygote.graph != NULL ? zygote.graph->text : NULL,
                      answer->graph_length) < 0)
        return -1;
    return 0;
}

void answering_settle(const struct tl_request *request, struct process_end end, int control_failed,
                      struct tl_answer *answer)
{
    const struct settled of = {zygote.trial, zygote.control, zygote.rows};
    settling(request, &of, end, control_failed, answer);
}

void answering_isolated(struct isolated isolated, struct tl_answer *answer)
{
    answer->isolation = (uint32_t)isolated.how;
    answer->no_snapshots |= (uint32_t)isolated.by_machine;
    if (isolated.why != NULL && answer->both_ways != TL_BOTH_WAYS_DIFFER)
        line_copy(answer->isolation_note, sizeof answer->isolation_note, isolated.why);
}
