/* Which kind of interpreter a library holds is asked of its symbols. */
#include "start.h"

#include <dlfcn.h>
#include <stdio.h>

#include "mapped.h"

const struct interpreter *interpreter = &cpython;

static int choose(const char *libpython, char *why, size_t size)
{
    /* Global: extension modules of most builds take the API from the process, not from a library.
     */
    void *library = dlopen(libpython, RTLD_NOW | RTLD_GLOBAL);
    if (library == NULL) {
        snprintf(why, size, "cannot load it: %s", dlerror());
        return -1;
    }
    interpreter = dlsym(library, "rpython_startup_code") != NULL ? &pypy : &cpython;
    return 0;
}

int start_boot(const char *libpython, const char *home, char *why, size_t size)
{
    if (choose(libpython, why, size) < 0 || interpreter->boot(libpython, home, why, size) < 0 ||
        interpreter->identify(home, why, size) < 0)
        return -1;
    return mapped_only(libpython, why, size);
}

/* The first thread that ends has libc load it (pthread_exit), and has its file open meanwhile: in a
 * trial that would be seen among what the program has open. */
static void load_unwinder(void)
{
    dlopen("libgcc_s.so.1", RTLD_NOW);
}

int start(const char *libpython, const char *home, const char *site, char *why, size_t size)
{
    load_unwinder();
    if (start_boot(libpython, home, why, size) < 0 || interpreter->hook(site, why, size) < 0)
        return -1;
    return interpreter->warm_up(why, size);
}
