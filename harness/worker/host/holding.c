/* One seed: who holds whom. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "answering.h"
#include "printed.h"
#include "serving.h"
#include "settling.h"
#include "telling.h"
#include "zygote_state.h"

static int map_graph(void)
{
    if (zygote.graph == NULL)
        zygote.graph = mmap(NULL, sizeof *zygote.graph, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (zygote.graph != MAP_FAILED)
        return 0;
    zygote.graph = NULL;
    return -1;
}

static void say_why_none(struct process_end end, char *note, size_t size)
{
    if (zygote.trial->note[0] != '\0')
        snprintf(note, size, "%.200s", zygote.trial->note);
    else if (end.ending == TL_ENDING_SIGNAL)
        snprintf(note, size, "it was killed by signal %d while it was looked at", end.code);
    else if (end.ending == TL_ENDING_DEADLINE)
        snprintf(note, size, "looking at it took too long");
    else
        snprintf(note, size, "the program ended before that loop step");
}

int serving_holders(const struct tl_request *request, uint64_t seed)
{
    struct tl_answer answer = answering_new(request, TL_ANSWER_TRIAL);
    struct trial trial = {request, seed, 1, zygote.shared, NULL, 0, 0, 0};
    if (map_graph() < 0) {
        answer.type = TL_ANSWER_FAILED;
        snprintf(answer.note, sizeof answer.note, "cannot map memory: %s", strerror(errno));
        return answering_send(&answer, NULL);
    }
    answer.seed = seed;
    zygote.controlled = 0;
    printed_blank(zygote.output);
    struct isolated isolated;
    struct process_end end = apart_run(&trial, zygote.control, &isolated);
    int control_failed = settling_end(end, zygote.control).ending != TL_ENDING_OK;
    ledger_take(zygote.trial, zygote.control);
    answering_settle(request, end, control_failed, &answer);
    trial.graph = zygote.graph;
    trial.graph->length = 0;
    trial.graph_step =
        request->graph_step != 0 ? request->graph_step : telling_step(zygote.control);
    if (!control_failed)
        end = apart_run(&trial, zygote.trial, &isolated);
    uint32_t length = trial.graph->length; /* a wild trial may have written there */
    answer.graph_length = length < TL_GRAPH_MAX ? length : 0;
    if (answer.graph_length == 0 && answer.note[0] == '\0')
        say_why_none(end, answer.note, sizeof answer.note);
    return answering_send(&answer, NULL);
}
