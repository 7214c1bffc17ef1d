/* A worker is started for one implementation, and so for one loop: it is tried once. */
#include "try.h"

#include <stdio.h>
#include <string.h>

#include "start.h"

const struct tried_loop *try_loop(const struct tl_request *request)
{
    static struct tried_loop tried; /* blank: asyncio's own, which needs no try */
    if (strcmp(tried.factory, request->loop) == 0 && strcmp(tried.site, request->loop_site) == 0)
        return &tried;
    tried = (struct tried_loop){0};
    snprintf(tried.factory, sizeof tried.factory, "%s", request->loop);
    snprintf(tried.site, sizeof tried.site, "%s", request->loop_site);
    if (tried.factory[0] != '\0')
        interpreter->try_loop(&tried);
    return &tried;
}
