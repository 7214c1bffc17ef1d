/* Looked at by name, never asked: the folder that was named is the one that is meant, wherever its
 * interpreter would go by itself.
 */
#include "prefix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "memory.h"
#include "names.h"
#include "text.h"

/* The letters behind the version: a free-threaded Python's folder has one. */
static const char *const layouts[] = {"lib/python%d.%d", "lib/python%d.%dt", "lib64/python%d.%d",
                                      "lib64/python%d.%dt", "lib/pypy%d.%d"};

#define LAYOUT_COUNT (sizeof layouts / sizeof *layouts)

char *prefix_folder(const char *file)
{
    const char *slash = strrchr(file, '/');
    return text_make("%.*s", slash != NULL ? (int)(slash - file) : 0, file);
}

char *prefix_above(const char *file)
{
    char *folder = prefix_folder(file), *above = prefix_folder(folder);
    free(folder);
    return above;
}

static bool has(const char *folder, const char *name)
{
    char *path = text_make("%s/%s", folder, name);
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

/* PREFIX with a layout behind it. */
static char *layout(const char *prefix, size_t number, int major, int minor)
{
    char *format = text_make("%%s/%s", layouts[number]), *path = NULL;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    if (asprintf(&path, format, prefix, major, minor) < 0)
        path = NULL;
#pragma GCC diagnostic pop
    free(format);
    return memory_sure(path);
}

/* The first layout whose folder holds `mark`. */
static char *holding(const char *prefix, const char *version, const char *mark)
{
    int major, minor;
    names_major_minor(version, &major, &minor);
    for (size_t i = 0; i < LAYOUT_COUNT; i++) {
        char *folder = layout(prefix, i, major, minor);
        if (has(folder, mark))
            return folder;
        free(folder);
    }
    return NULL;
}

/* Of any version. */
static char *any_stdlib(const char *prefix)
{
    char *pattern = files_escape(prefix);
    char *file = files_first(text_make("%s/lib/py*/os.py", pattern));
    char *folder = file != NULL ? prefix_folder(file) : NULL;
    free(pattern);
    free(file);
    return folder;
}

char *prefix_stdlib(const char *prefix, const char *version)
{
    return version != NULL ? holding(prefix, version, "os.py") : any_stdlib(prefix);
}

char *prefix_site(const char *venv, const char *version)
{
    char *folder = holding(venv, version, "site-packages");
    char *site = folder != NULL ? text_make("%s/site-packages", folder) : NULL;
    free(folder);
    return site;
}

/* --- virtual environments --- */

/* The value of "KEY = VALUE" in pyvenv.cfg, or NULL. */
static char *setting(const char *venv, const char *key)
{
    char *path = text_make("%s/pyvenv.cfg", venv), *line = NULL, *value = NULL;
    size_t size = 0, length = strlen(key);
    FILE *in = fopen(path, "re");
    while (in != NULL && value == NULL && getline(&line, &size, in) >= 0) {
        char *at = line + strcspn(line, "=");
        if (strncmp(line, key, length) != 0 || line[length + strspn(line + length, " \t")] != '=')
            continue;
        at += 1 + strspn(at + 1, " \t");
        at[strcspn(at, "\r\n")] = '\0';
        value = *at != '\0' ? text_make("%s", at) : NULL;
    }
    if (in != NULL)
        fclose(in);
    free(line);
    free(path);
    return value;
}

/* FOLDER/NAME if it can be run; takes `name` over. */
static char *runnable(const char *folder, char *name)
{
    char *path = text_make("%s/%s", folder, name);
    bool good = access(path, X_OK) == 0 && files_is_file(path);
    if (!good)
        free(path);
    free(name);
    return good ? path : NULL;
}

/* The interpreter in `home` that is likeliest the one: of the name that the link ends at, of the
 * version that pyvenv.cfg tells, then any. */
static char *program_at(const char *home, const char *venv, const char *real)
{
    static const char *const names[] = {"python3", "python", "pypy3"};
    char *version = setting(venv, "version");
    int major = 0, minor = 0;
    if (version == NULL)
        version = setting(venv, "version_info");
    if (version != NULL)
        names_major_minor(version, &major, &minor);
    bool inside = strncmp(real, venv, strlen(venv)) == 0;
    char *found = inside ? NULL : runnable(home, text_make("%s", strrchr(real, '/') + 1));
    if (found == NULL && version != NULL)
        found = runnable(home, text_make("python%d.%d", major, minor));
    for (size_t i = 0; i < sizeof names / sizeof *names && found == NULL; i++)
        found = runnable(home, text_make("%s", names[i]));
    free(version);
    return found;
}

char *prefix_of_venv(const char *venv, const char *program)
{
    char *real = realpath(program, NULL), *folder = realpath(venv, NULL);
    char *home = setting(venv, "home"), *found = NULL;
    if (home != NULL && real != NULL && folder != NULL)
        found = program_at(home, folder, real);
    free(home);
    free(folder);
    if (found == NULL)
        return real;
    free(real);
    return found;
}
