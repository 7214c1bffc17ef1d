/* Which kind of interpreter a library holds is asked of its symbols. */
#include "interpreter.h"

#include <dlfcn.h>
#include <stdio.h>

const struct interpreter *interpreter = &cpython;

int interpreter_choose(const char *libpython, char *why, size_t size)
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
