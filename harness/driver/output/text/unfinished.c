/* A run without an end is one that was broken off, or that another process is at. */
#include "unfinished.h"

#include <inttypes.h>
#include <stddef.h>

#include "text.h"

char *unfinished_text(const struct tl_run *run)
{
    if (run->ended != NULL)
        return NULL;
    if (run->planned == 0)
        return text_make("run %" PRId64 " has not come to its end: it was interrupted, or still "
                         "runs",
                         run->id);
    return text_make("run %" PRId64 " has not come to its end: it was interrupted, or still runs; "
                     "%" PRIu64 " of %" PRIu64 " trials are missing",
                     run->id, run->missing, run->planned);
}
