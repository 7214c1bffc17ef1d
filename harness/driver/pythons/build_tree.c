/* A build tree is not laid out as a home is: links in the cache folder make one of it. */
#include "build_tree.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "files.h"
#include "hash.h"
#include "names.h"
#include "paths.h"
#include "python.h"
#include "text.h"

/* Makes `link` point to `target`; another process may be doing the same. */
static bool point(const char *target, const char *link)
{
    char *fresh = text_make("%s.%d", link, (int)getpid());
    bool done = symlink(target, fresh) == 0 && rename(fresh, link) == 0;
    unlink(fresh);
    free(fresh);
    return done;
}

char *build_tree_home(const char *source, const char *modules, const char *version, unsigned build)
{
    int major, minor;
    struct tl_error error;
    names_major_minor(version, &major, &minor);
    char *cache = paths_cache(&error);
    if (cache == NULL)
        return NULL;
    char *home = text_make("%s/builds/%016" PRIx64, cache, hash_text(modules));
    const char *t = build & TL_BUILD_FREE_THREADED ? "t" : "";
    char *exec = text_make("%s/modules/lib/python%d.%d%s", home, major, minor, t);
    char *lib = text_make("%s/lib", home);
    char *from = text_make("%s/python%d.%d%s", lib, major, minor, t);
    char *dynload = text_make("%s/lib-dynload", exec);
    char *whole = files_make_folder(exec, &error) == 0 && files_make_folder(lib, &error) == 0 &&
                          point(source, from) && point(modules, dynload)
                      ? text_make("%s:%s/modules", home, home)
                      : NULL;
    free(cache);
    free(home);
    free(exec);
    free(lib);
    free(from);
    free(dynload);
    return whole;
}
