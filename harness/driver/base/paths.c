/* Where taskloss' own files are, found from the executable's place. */
#include "paths.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder the running program is in; 0 or -1. */
static int executable_folder(char folder[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    if (length <= 0)
        return -1;
    folder[length] = '\0';
    char *slash = strrchr(folder, '/');
    if (slash == NULL)
        return -1;
    *slash = '\0';
    return 0;
}

/* A malloc'ed absolute path if `path` exists, else NULL. */
static char *existing(const char *folder, const char *rest)
{
    char path[2 * PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/%s", folder, rest);
    if (length < 0 || (size_t)length >= sizeof path)
        return NULL;
    return realpath(path, NULL);
}

/* Does the running program belong to the build folder this file was compiled in? */
static int in_build_folder(const char *folder)
{
    char *build = realpath(TASKLOSS_BINARY_DIR, NULL);
    if (build == NULL)
        return 0;
    size_t length = strlen(build);
    int inside =
        strncmp(folder, build, length) == 0 && (folder[length] == '\0' || folder[length] == '/');
    free(build);
    return inside;
}

static char *from_environment(const char *variable, const char *value, struct tl_error *error)
{
    char *path = realpath(value, NULL);
    if (path == NULL)
        tl_fail(error, TL_EXIT_UNMEASURED, "%s names '%s': %s; correct or unset it", variable,
                value, strerror(errno));
    return path;
}

/* One of taskloss' own files: where it is in a build, in an installed tree that may have been
 * moved, and where it was installed first. */
struct place {
    const char *what, *variable;
    const char *build_root, *in_build;
    const char *from_bin;
    const char *installed_root, *in_installed;
};

static char *find(const struct place *place, struct tl_error *error)
{
    const char *value = getenv(place->variable);
    if (value != NULL && value[0] != '\0')
        return from_environment(place->variable, value, error);
    char folder[PATH_MAX] = "";
    char *path = NULL;
    if (executable_folder(folder) == 0) {
        path = existing(folder, place->from_bin);
        if (path == NULL && in_build_folder(folder))
            path = existing(place->build_root, place->in_build);
    }
    if (path == NULL)
        path = existing(place->installed_root, place->in_installed);
    if (path == NULL)
        tl_fail(error, TL_EXIT_UNMEASURED,
                "cannot find %s for the taskloss in '%s'; build or install it whole, or set %s",
                place->what, folder, place->variable);
    return path;
}

static char *join(const char *folder, const char *rest, struct tl_error *error)
{
    char *path = NULL;
    if (asprintf(&path, "%s%s", folder, rest) < 0) {
        tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
        return NULL;
    }
    return path;
}

char *paths_worker(struct tl_error *error)
{
    static const struct place place = {"taskloss-worker",
                                       "TASKLOSS_WORKER",
                                       TASKLOSS_BINARY_DIR,
                                       "harness/worker/taskloss-worker",
                                       "../libexec/taskloss/taskloss-worker",
                                       TASKLOSS_LIBEXECDIR,
                                       "taskloss-worker"};
    return find(&place, error);
}

char *paths_cases(struct tl_error *error)
{
    static const struct place place = {"the folder cases",
                                       "TASKLOSS_CASES",
                                       TASKLOSS_SOURCE_DIR,
                                       "cases",
                                       "../share/taskloss/cases",
                                       TASKLOSS_DATADIR,
                                       "cases"};
    return find(&place, error);
}

char *paths_plot_scripts(struct tl_error *error)
{
    static const struct place place = {"the folder of gnuplot scripts",
                                       "TASKLOSS_PLOT",
                                       TASKLOSS_SOURCE_DIR,
                                       "scripts/plot",
                                       "../share/taskloss/plot",
                                       TASKLOSS_DATADIR,
                                       "plot"};
    return find(&place, error);
}

char *paths_bisect(struct tl_error *error)
{
    static const struct place place = {"the script that builds CPython",
                                       "TASKLOSS_BUILDER",
                                       TASKLOSS_SOURCE_DIR,
                                       "scripts/bisect",
                                       "../share/taskloss/bisect",
                                       TASKLOSS_DATADIR,
                                       "bisect"};
    return find(&place, error);
}

char *paths_get_script(const char *subject, struct tl_error *error)
{
    static const struct place place = {"the folder of scripts that fetch",
                                       "TASKLOSS_SCRIPTS",
                                       TASKLOSS_SOURCE_DIR,
                                       "scripts",
                                       "../share/taskloss/get",
                                       TASKLOSS_DATADIR,
                                       "get"};
    char *folder = find(&place, error);
    char *name = folder != NULL ? join("/get-", subject, error) : NULL;
    char *script = name != NULL ? join(folder, name, error) : NULL;
    free(folder);
    free(name);
    return script;
}

char *paths_watch_library(struct tl_error *error)
{
    static const struct place place = {"libtaskloss-watch.so",
                                       "TASKLOSS_WATCH_LIBRARY",
                                       TASKLOSS_BINARY_DIR,
                                       "harness/watch/libtaskloss-watch.so",
                                       "../libexec/taskloss/libtaskloss-watch.so",
                                       TASKLOSS_LIBEXECDIR,
                                       "libtaskloss-watch.so"};
    return find(&place, error);
}

/* The variable's value if it is an absolute path, as the XDG rules ask; else NULL. */
static const char *absolute(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] == '/' ? value : NULL;
}

char *paths_cache(struct tl_error *error)
{
    const char *own = getenv("TASKLOSS_CACHE");
    if (own != NULL && own[0] == '/')
        return join(own, "", error);
    if (own != NULL && own[0] != '\0') {
        tl_fail(error, TL_EXIT_USAGE, "TASKLOSS_CACHE is '%s'; make it an absolute path", own);
        return NULL;
    }
    if (absolute("XDG_CACHE_HOME") != NULL)
        return join(absolute("XDG_CACHE_HOME"), "/taskloss", error);
    if (absolute("HOME") != NULL)
        return join(absolute("HOME"), "/.cache/taskloss", error);
    tl_fail(error, TL_EXIT_USAGE, "no HOME: set TASKLOSS_CACHE to a folder for fetched Pythons");
    return NULL;
}
