/* Answers of a worker. The first byte says how much of the first answer is made right, so that what
 * comes after a check is reached as well; the second, how many bytes come at a time. */
#include "answers.h"
#include "fuzz.h"

#define RIGHT_FRAME 1
#define RIGHT_SEED  2
#define RIGHT_TALLY 4

static const struct tl_request request = {
    .serial = 7, .first_seed = 100, .trials = 3, .jobs = 4, .deadline_ms = 100, .graph = 1};

static void make_right(struct tl_answer *head, unsigned what)
{
    if (what & RIGHT_FRAME) {
        head->magic = TL_WIRE_MAGIC;
        head->version = TL_WIRE_VERSION;
        head->serial = request.serial;
        head->type %= 4;
        head->task_count %= 8;
        head->fact_count %= 8;
        head->names_length %= 64;
        head->output_length %= 256;
        head->graph_length %= 256;
    }
    if (what & RIGHT_SEED) {
        head->seed = request.first_seed;
        head->ending %= TL_ENDING_COUNT;
    }
    if (what & RIGHT_TALLY) {
        memset(&head->control, 0, sizeof head->control);
        memset(&head->trial, 0, sizeof head->trial);
        head->trial.counts[TL_COUNT_SPAWNED] = head->trial.counts[TL_COUNT_LOST] = head->task_count;
    }
}

/* What got through can be used: every text ends, every number is in its range. */
static void use(const struct answer *answer)
{
    SURE(strlen(answer->head->note) < sizeof answer->head->note);
    SURE(answer->head->output_length <= TL_OUTPUT_MAX);
    if (answer->head->output_length > 0)
        SURE(answer->output != NULL);
    SURE(strlen(answer->graph) <= answer->head->graph_length);
    for (uint32_t i = 0; i < answer->head->task_count; i++)
        SURE(answer->tasks[i].fate < TL_FATE_COUNT);
    for (uint32_t i = 0; i < answer->head->fact_count; i++) {
        SURE(strlen(answer->facts[i].name) < TL_NAMES_MAX);
        for (uint32_t j = 0; j < i; j++)
            SURE(strcmp(answer->facts[i].name, answer->facts[j].name) != 0);
    }
}

static void take_all(struct answers *answers, uint32_t *done, int *got)
{
    struct answer answer;
    struct tl_error error;
    while ((*got = answers_next(answers, &request, *done, &answer, &error)) > 0) {
        use(&answer);
        *done += answer.head->type == TL_ANSWER_TRIAL;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 2)
        return 0;
    size_t step = bytes[1] == 0 ? SIZE_MAX : bytes[1];
    char *stream = fuzz_text(bytes + 2, size - 2);
    struct tl_answer head;
    size -= 2;
    if (size >= sizeof head) {
        memcpy(&head, stream, sizeof head);
        make_right(&head, bytes[0]);
        memcpy(stream, &head, sizeof head);
    }
    static struct answers *answers; /* one for all: it is of half a megabyte, and can be cleared */
    if (answers == NULL)
        answers = answers_new();
    answers_clear(answers);
    uint32_t done = 0;
    int got = 0;
    for (size_t at = 0; at < size && got == 0;) {
        size_t room, left = size - at;
        char *out = answers_room(answers, &room);
        SURE(room > 0);
        size_t take = left < step ? left : step;
        take = take < room ? take : room;
        memcpy(out, stream + at, take);
        answers_added(answers, take);
        at += take;
        take_all(answers, &done, &got);
    }
    free(stream);
    return 0;
}
