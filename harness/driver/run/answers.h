/* The answers of one worker, cut out of its output and checked: a worker can be wrong. */
#ifndef TASKLOSS_ANSWERS_H
#define TASKLOSS_ANSWERS_H

#include <stddef.h>

#include "error.h"
#include "fact.h"
#include "wire.h"

struct answers;

/* An answer with its payloads, valid until the next call with these answers. */
struct answer {
    const struct tl_answer *head;
    const struct tl_task_row *tasks;
    const struct tl_fact *facts;
    const char *output; /* head->output_length bytes */
    const char *graph;  /* head->graph_length bytes, then a NUL */
};

/* NULL if there is no memory. */
struct answers *answers_new(void);
void answers_free(struct answers *answers);

/* Forgets what is unread: another worker is going to speak. */
void answers_clear(struct answers *answers);

/* Where the next bytes read are to be put, and how many fit; then how many were put there. */
char *answers_room(struct answers *answers, size_t *size);
void answers_added(struct answers *answers, size_t count);

/* Takes the next answer, which must be to `request`, of which `trials_done` trials are answered.
 * Returns 1 with `out` filled in; 0 if more bytes are needed; -1 with `error` filled in if the
 * worker says what cannot be. */
int answers_next(struct answers *answers, const struct tl_request *request, uint32_t trials_done,
                 struct answer *out, struct tl_error *error);

#endif
