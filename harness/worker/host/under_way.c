/* The trial writes into the ledger meanwhile: two numbers of it are read, and no more. */
#include "under_way.h"

#include <stdio.h>

#include "process.h"

static int answers;
static uint32_t serial;
static const struct ledger *ledger;

static void tell(void)
{
    struct tl_answer answer = {
        .magic = TL_WIRE_MAGIC,
        .version = TL_WIRE_VERSION,
        .type = TL_ANSWER_UNDER_WAY,
        .serial = serial,
    };
    snprintf(answer.note, sizeof answer.note, "%s: %u tasks, loop step %u",
             ledger->control ? "control" : "trial", ledger->entry_count, ledger->steps);
    answer.apart_us = (uint64_t)(process_apart_us() + process_past_us());
    process_write(answers, &answer, sizeof answer);
}

void under_way_begin(int new_answers, const struct tl_request *request,
                     const struct ledger *new_ledger)
{
    answers = new_answers;
    serial = request->serial;
    ledger = new_ledger;
    process_on_wait(tell);
    process_apart(&ledger->collecting_us);
    process_forget_past();
}

void under_way_end(void)
{
    process_on_wait(NULL);
    process_apart(NULL);
    process_forget_past();
}
