/* A zygote: a process that has imported one case, and forks each trial of it. */
#ifndef TASKLOSS_ZYGOTE_H
#define TASKLOSS_ZYGOTE_H

#include <stdint.h>

#include "python.h"

#define ZYGOTE_READY                                                                               \
    'r'                 /* written to `status` when the case has been imported, or could not be    \
                         */
#define ZYGOTE_DONE 'd' /* and after each request */

/* Serves requests for one case from `requests` until its end, then ends the process. Answers go to
 * `answers`. `frozen`: collections shall not look at what exists before the trial. */
_Noreturn void zygote_serve(PyObject *runtime, const char *case_path, int frozen, int requests,
                            int answers, int status, uint32_t deadline_ms);

#endif
