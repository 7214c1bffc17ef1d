/* Glob patterns for the places of each tool, then the real file behind each name, once. */
#include "locate.h"

#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "binary.h"
#include "files.h"
#include "list.h"
#include "paths.h"
#include "prefix.h"

/* The names of interpreters; "python3-config" and the like fit none. */
static const char *const program_names[] = {"python3",
                                            "python",
                                            "python3.[0-9]",
                                            "python3.[0-9][0-9]",
                                            "python3.[0-9][dtm]",
                                            "python3.[0-9][0-9][dt]",
                                            "python3.[0-9][0-9]td",
                                            "pypy3",
                                            "pypy3.[0-9]",
                                            "pypy3.[0-9][0-9]"};

static void add(struct places *places, enum place_kind kind, char *path, const char *shown)
{
    struct place *item = list_grow(&places->items, places->count++, sizeof *item);
    *item = (struct place){.kind = kind, .path = path, .shown = text_make("%s", shown)};
}

static void place_clear(struct place *place)
{
    free(place->path);
    free(place->shown);
    free(place->venv);
    free(place->why);
}

void places_keep(struct places *places, bool (*keep)(void *context, const struct place *place),
                 void *context)
{
    size_t kept = 0;
    for (size_t i = 0; i < places->count; i++)
        if (keep(context, &places->items[i]))
            places->items[kept++] = places->items[i];
        else
            place_clear(&places->items[i]);
    places->count = kept;
}

void places_free(struct places *places)
{
    for (size_t i = 0; i < places->count; i++)
        place_clear(&places->items[i]);
    free(places->items);
    *places = (struct places){0};
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool has_file(const char *folder, const char *name)
{
    char *path = text_make("%s/%s", folder, name);
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

static bool is_root(const char *folder)
{
    return has_file(folder, "ld.so") && has_file(folder, "without-libc");
}

/* --- the whole machine --- */

static void add_program(struct places *places, const char *name)
{
    char *path = realpath(name, NULL);
    if (path == NULL)
        return;
    bool wanted = access(path, X_OK) == 0 && !is_folder(path);
    for (size_t i = 0; i < places->count && wanted; i++)
        wanted = strcmp(places->items[i].path, path) != 0;
    if (wanted)
        add(places, PLACE_PROGRAM, path, path);
    else
        free(path);
}

/* Adds the interpreters in the folders that a pattern fits. */
static void add_folders(struct places *places, const char *pattern)
{
    for (size_t i = 0; i < sizeof program_names / sizeof *program_names; i++) {
        char *names = text_make("%s/%s", pattern, program_names[i]);
        glob_t found;
        if (glob(names, 0, NULL, &found) == 0) {
            for (size_t j = 0; j < found.gl_pathc; j++)
                add_program(places, found.gl_pathv[j]);
            globfree(&found);
        }
        free(names);
    }
}

/* pyenv's shims are shell scripts that stand for what its versions folder has. */
static void add_search_path(struct places *places)
{
    const char *path = getenv("PATH");
    char *copy = text_make("%s", path != NULL ? path : ""), *rest = copy, *folder;
    while ((folder = strsep(&rest, ":")) != NULL)
        if (*folder == '/' && fnmatch("*/shims", folder, 0) != 0) {
            char *pattern = files_escape(folder);
            add_folders(places, pattern);
            free(pattern);
        }
    free(copy);
}

/* Adds FOLDER/REST, where FOLDER is an environment variable's, else below the home folder. */
static void add_tool(struct places *places, const char *variable, const char *below_home,
                     const char *rest)
{
    const char *folder = getenv(variable), *home = getenv("HOME");
    char *plain = NULL, *pattern = NULL;
    if (folder != NULL && *folder != '\0') {
        plain = files_escape(folder);
        pattern = text_make("%s%s", plain, rest);
    } else if (home != NULL && below_home != NULL) {
        plain = files_escape(home);
        pattern = text_make("%s%s%s", plain, below_home, rest);
    }
    if (pattern != NULL)
        add_folders(places, pattern);
    free(plain);
    free(pattern);
}

static int add_roots(struct places *places, struct tl_error *error)
{
    char *cache = paths_cache(error);
    if (cache == NULL)
        return -1;
    char *plain = files_escape(cache), *pattern = text_make("%s/pythons/*", plain);
    glob_t found;
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            if (is_root(found.gl_pathv[i]))
                add(places, PLACE_ROOT, text_make("%s", found.gl_pathv[i]), found.gl_pathv[i]);
        globfree(&found);
    }
    free(pattern);
    free(plain);
    free(cache);
    return 0;
}

int locate_all(struct places *places, struct tl_error *error)
{
    static const char *const folders[] = {"/usr/bin",         "/usr/local/bin",
                                          "/opt/python*/bin", "/opt/python*/*/bin",
                                          "./.venv/bin",      "./venv/bin"};
    add_search_path(places);
    add_tool(places, "PYENV_ROOT", "/.pyenv", "/versions/*/bin");
    add_tool(places, "UV_PYTHON_INSTALL_DIR", "/.local/share/uv/python", "/*/bin");
    add_tool(places, "XDG_DATA_HOME", NULL, "/uv/python/*/bin");
    add_tool(places, "VIRTUAL_ENV", NULL, "/bin");
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        add_folders(places, folders[i]);
    return add_roots(places, error);
}

/* --- one path --- */

static void add_bad(struct places *places, const char *path, char *why)
{
    add(places, PLACE_BAD, text_make("%s", path), path);
    places->items[places->count - 1].why = why;
}

/* The fetched root that a file is in, or NULL. */
static char *root_around(const char *path)
{
    char *folder = realpath(path, NULL), *slash;
    while (folder != NULL && (slash = strrchr(folder, '/')) != NULL && slash != folder) {
        *slash = '\0';
        if (is_root(folder))
            return folder;
    }
    free(folder);
    return NULL;
}

/* What is asked is what it was made from. Takes `program` over. */
static void add_in_venv(struct places *places, const char *venv, char *program)
{
    add(places, PLACE_PROGRAM, prefix_of_venv(venv, program), venv);
    places->items[places->count - 1].venv = text_make("%s", venv);
    free(program);
}

/* A program in VENV/bin belongs to that environment. */
static void add_given_program(struct places *places, const char *path)
{
    char *folder = text_make("%s", path);
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(folder, '/');
        if (slash != NULL)
            *slash = '\0';
    }
    if (has_file(folder, "pyvenv.cfg"))
        add_in_venv(places, folder, text_make("%s", path));
    else
        add(places, PLACE_PROGRAM, text_make("%s", path), path);
    free(folder);
}

/* The interpreter of the build tree that a library lies in, or NULL: it knows the paths. */
static char *program_of_build(const char *library)
{
    char *folder = text_make("%s", library), *program = NULL;
    *strrchr(folder, '/') = '\0';
    if (has_file(folder, "pybuilddir.txt") && has_file(folder, "python"))
        program = text_make("%s/python", folder);
    free(folder);
    return program;
}

static void add_library(struct places *places, const char *path)
{
    char *program = program_of_build(path);
    if (program != NULL) {
        add(places, PLACE_PROGRAM, program, path);
        return;
    }
    static const char *const starts[] = {"Py_GetVersion", "rpython_startup_code"};
    if (binary_defines(path, starts, 2))
        add(places, PLACE_LIBRARY, text_make("%s", path), path);
    else
        add_bad(places, path,
                text_make("%s is no libpython: it does not define Py_GetVersion", path));
}

static void add_file(struct places *places, const char *path)
{
    struct binary_facts facts = binary_look(path);
    char *root = facts.kind == BINARY_FOREIGN ? NULL : root_around(path);
    if (root != NULL) {
        add(places, PLACE_ROOT, root, root);
        return;
    }
    switch (facts.kind) {
    case BINARY_LIBRARY:
        add_library(places, path);
        return;
    case BINARY_PROGRAM:
    case BINARY_SCRIPT:
        if (access(path, X_OK) == 0)
            add_given_program(places, path);
        else
            add_bad(places, path, text_make("%s may not be executed", path));
        return;
    case BINARY_FOREIGN:
        add_bad(places, path, text_make("%s is for another architecture: %s", path, facts.machine));
        return;
    case BINARY_NONE:
        add_bad(places, path,
                text_make("%s is not an ELF file: neither a python nor a libpython", path));
        return;
    case BINARY_UNREADABLE:
        add_bad(places, path, text_make("%s cannot be read: %s", path, strerror(errno)));
    }
}

/* The interpreter of a prefix, a virtual environment or a build tree, or NULL. */
static char *program_in(const char *folder)
{
    static const char *const names[] = {"bin/python3", "bin/python", "bin/pypy3", "python"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = text_make("%s/%s", folder, names[i]);
        if (access(path, X_OK) == 0 && !is_folder(path))
            return path;
        free(path);
    }
    return NULL;
}

static void add_folder(struct places *places, const char *folder)
{
    char *program;
    if (is_root(folder))
        add(places, PLACE_ROOT, text_make("%s", folder), folder);
    else if ((program = program_in(folder)) == NULL)
        add_bad(places, folder,
                text_make("%s holds no Python: there is no bin/python3 in it", folder));
    else if (has_file(folder, "pyvenv.cfg"))
        add_in_venv(places, folder, program);
    else
        add(places, PLACE_PROGRAM, program, program);
}

/* An absolute path without "." or ".." that keeps symbolic links: a venv's python is one. */
static char *absolute(const char *path)
{
    if (*path == '/')
        return text_make("%s", path);
    char *here = getcwd(NULL, 0);
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    char *whole = text_make("%s/%s", here != NULL ? here : "", strcmp(path, ".") == 0 ? "" : path);
    free(here);
    return whole;
}

void locate_path(struct places *places, const char *path)
{
    char *whole = absolute(path);
    size_t length = strlen(whole);
    while (length > 1 && whole[length - 1] == '/')
        whole[--length] = '\0';
    if (access(whole, F_OK) != 0)
        add_bad(places, whole, text_make("%s: %s", whole, strerror(errno)));
    else if (is_folder(whole))
        add_folder(places, whole);
    else
        add_file(places, whole);
    free(whole);
}
