/* Only a coroutine that is given up in the middle is looked for, which is rare: the table is made
 * when it is needed, and serves as long as no further job is made.
 */
#include "awaited.h"

#include "fields.h"
#include "slots.h"
#include "table.h"
#include "waiting.h"

static struct table parts;
static uint64_t of_jobs, of_collection; /* jobs_made, and the collection, when it was made */

static void add_parts(struct job *job)
{
    PyObject *at = slots_word(job->task, fields.coroutine);
    if (at == NULL || !fields_is_pending(job->task))
        return;
    py.Py_IncRef(at);
    for (int depth = 0; at != NULL && depth < WAITING_MAX; depth++) {
        if (table_get(&parts, at) == NULL)
            table_put(&parts, at, job);
        at = of_collection != 0 ? waiting_next(at) : (py.Py_DecRef(at), NULL);
    }
    py.Py_DecRef(at);
}

/* A record may have been used again since: it counts only if it still has this coroutine. */
struct job *awaited_job(PyObject *coroutine, uint64_t collection)
{
    if (of_jobs != jobs_made || of_collection != collection) {
        of_jobs = jobs_made;
        of_collection = collection;
        table_clear(&parts);
        jobs_each(add_parts);
    }
    struct job *job = table_get(&parts, coroutine);
    if (job == NULL || job->serial == 0)
        return NULL;
    return collection != 0 || slots_word(job->task, fields.coroutine) == coroutine ? job : NULL;
}

void awaited_forget_all(void)
{
    parts = (struct table){NULL, 0, 0};
    of_jobs = of_collection = 0;
}
