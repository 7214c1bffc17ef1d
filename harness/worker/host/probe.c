/* The probe: what a library holds, and whether it can be measured, for the driver to read. */
#include "probe.h"

#include <stdio.h>

#include "process.h"
#include "start.h"
#include "try.h"

static int say(const char *why)
{
    printf("usable=%s\n", why[0] == '\0' ? "yes" : "no");
    if (why[0] != '\0')
        printf("why=%s\n", why);
    fflush(stdout);
    return why[0] == '\0' ? 0 : 3;
}

static int probe_loop(const char *loop, const char *loop_site)
{
    char why[512];
    struct tl_request request = {.guard = TL_GUARD_BARE};
    snprintf(request.loop, sizeof request.loop, "%s", loop);
    snprintf(request.loop_site, sizeof request.loop_site, "%s", loop_site);
    process_become_keeper();
    if (interpreter->warm_up(why, sizeof why) < 0)
        return say(why);
    const struct tried_loop *tried = try_loop(&request);
    if (tried->why[0] == '\0')
        printf("time=%s\nsteps=%s\n", tried->real ? "real" : "virtual",
               tried->stepped && !tried->locked ? "yes" : "no");
    return say(tried->why);
}

int probe_library(const char *libpython, const char *home, const char *site, const char *loop,
                  const char *loop_site, int blind)
{
    char why[4096] = "";
    if (start_boot(libpython, home, why, sizeof why) < 0)
        return say(why);
    const char *about = interpreter->about(why, sizeof why);
    if (about == NULL)
        return say(why);
    puts(about);
    fflush(stdout);
    if (interpreter->hook(site, why, sizeof why) < 0)
        return say(why);
    if (loop != NULL)
        return probe_loop(loop, loop_site);
    if (interpreter->prove != NULL && interpreter->prove(blind, why, sizeof why) < 0)
        return say(why);
    return say("");
}
