/* Event loops other than asyncio's own are tried before anything is measured on them. */
#ifndef TASKLOSS_TRY_H
#define TASKLOSS_TRY_H

#include "interpreter.h"

/* Tries the request's loop, in a child process, unless it is the one that was tried last. What that
 * has shown is valid until the next try; its `why` is empty if the loop can be measured. */
const struct tried_loop *try_loop(const struct tl_request *request);

#endif
