/* What can be told of a library, or of a fetched root, from outside. */
#include "describe_library.h"

#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "binary.h"
#include "files.h"
#include "names.h"
#include "prefix.h"

/* What a library's file name tells: "3.5" of libpython3.5m.so.1.0, a debug build of
 * libpython3.14d.so.1.0. The worker corrects it. */
static void read_name(struct tl_python *python)
{
    int major, minor, end = 0;
    const char *name = strrchr(python->libpython, '/') + 1, *implementation = "cpython";
    if (sscanf(name, "libpypy%d.%d%n", &major, &minor, &end) == 2)
        implementation = "pypy";
    else if (sscanf(name, "libpython%d.%d%n", &major, &minor, &end) != 2)
        return;
    size_t letters = strspn(name + end, "tdm");
    if (memchr(name + end, 'd', letters) != NULL)
        python->build |= TL_BUILD_DEBUG;
    if (memchr(name + end, 't', letters) != NULL)
        python->build |= TL_BUILD_FREE_THREADED;
    python->version = text_make("%d.%d", major, minor);
    python->name = names_python(implementation, python->version, python->build);
}

/* The nearest folder above that holds a standard library; NULL leaves it to the library itself. */
static char *home_above(const char *library, const char *version, char **stdlib)
{
    char *folder = text_make("%s", library), *slash;
    for (int up = 0; up < 4 && (slash = strrchr(folder, '/')) != NULL; up++) {
        *slash = '\0';
        *stdlib = prefix_stdlib(folder, version);
        if (*stdlib != NULL)
            return folder;
    }
    free(folder);
    return NULL;
}

/* Of the prefix; NULL: none. */
static char *program_of(const struct tl_python *python)
{
    if (python->home == NULL || python->version == NULL)
        return NULL;
    const char *name = strstr(python->libpython, "libpypy") != NULL ? "pypy" : "python";
    char *path = text_make("%s/bin/%s%s", python->home, name, python->version);
    if (files_is_file(path))
        return path;
    free(path);
    return NULL;
}

void describe_library(struct tl_python *python, const struct place *place)
{
    python->libpython = realpath(place->path, NULL);
    read_name(python);
    python->home = home_above(place->path, python->version, &python->stdlib);
    if (python->home == NULL)
        python->home = home_above(python->libpython, python->version, &python->stdlib);
    python->executable = program_of(python);
    if (python->version != NULL)
        python->why = names_age(python->version);
}

/* Is this system's libc newer than the root's? Then the worker needs the system's. */
static bool host_is_newer(const char *root)
{
    char *path = text_make("%s/libc-version", root), version[32] = "";
    FILE *file = fopen(path, "re");
    free(path);
    if (file == NULL)
        return false;
    bool read = fscanf(file, "%31s", version) == 1;
    fclose(file);
    return read && strverscmp(gnu_get_libc_version(), version) > 0;
}

static char *root_library_path(const char *root)
{
    char *pattern = files_escape(root);
    char *usr = files_first(text_make("%s/usr/lib/*-linux-gnu*", pattern));
    char *lib = files_first(text_make("%s/lib/*-linux-gnu*", pattern));
    char *path = text_make("%s%s%s", lib ? lib : "", lib && usr ? ":" : "", usr ? usr : "");
    free(usr);
    free(lib);
    free(pattern);
    return path;
}

void describe_root(struct tl_python *python, const struct place *place)
{
    char *pattern = files_escape(place->path);
    char *library = files_first(text_make("%s/usr/lib/*/libpython3*.so.1.0", pattern));
    if (library == NULL)
        library = files_first(text_make("%s/usr/lib/*/libpypy3*-c.so", pattern));
    free(pattern);
    if (library == NULL) {
        python->why = text_make("%s holds no libpython: fetch it again with taskloss get pythons",
                                place->shown);
        return;
    }
    python->libpython = realpath(library, NULL);
    read_name(python);
    python->home = text_make("%s/usr", place->path);
    python->stdlib = prefix_stdlib(python->home, python->version);
    python->executable = program_of(python);
    if (host_is_newer(place->path)) {
        python->loader = binary_loader("/proc/self/exe");
        python->library_path = text_make("%s/without-libc", place->path);
    } else {
        char *loader = text_make("%s/ld.so", place->path);
        python->loader = realpath(loader, NULL);
        python->library_path = root_library_path(place->path);
        free(loader);
    }
    free(library);
}
