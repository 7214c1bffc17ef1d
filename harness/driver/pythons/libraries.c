/* Is a library installed for a Python? Told from the files, so that the plan can leave out what
 * cannot run. */
#include "libraries.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "text.h"

/* Takes `pattern` over. */
static bool exists(char *pattern)
{
    glob_t found;
    bool any = glob(pattern, GLOB_NOSORT, NULL, &found) == 0;
    if (any)
        globfree(&found);
    free(pattern);
    return any;
}

/* A package, a module, or one of C. */
static bool is_in(const char *folder, const char *name)
{
    char *plain = files_escape(folder);
    bool in = exists(text_make("%s/%s/__init__.py", plain, name)) ||
              exists(text_make("%s/%s.py", plain, name)) ||
              exists(text_make("%s/%s.*.so", plain, name));
    free(plain);
    return in;
}

/* What an editable install leaves behind: a file with a folder a line. */
static void add_lines(struct text_list *folders, const char *file)
{
    FILE *in = fopen(file, "re");
    char *line = NULL;
    size_t size = 0;
    while (in != NULL && getline(&line, &size, in) >= 0) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '/')
            text_add(folders, text_make("%s", line));
    }
    free(line);
    if (in != NULL)
        fclose(in);
}

static void add_folder(struct text_list *folders, char *folder)
{
    char *plain = files_escape(folder), *pattern = text_make("%s/*.pth", plain);
    glob_t found;
    text_add(folders, folder);
    if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            add_lines(folders, found.gl_pathv[i]);
        globfree(&found);
    }
    free(pattern);
    free(plain);
}

static void add_prefix(struct text_list *folders, const struct tl_python *python)
{
    const char *home = python->home, *dot = strchr(python->version, '.');
    int length = dot == NULL ? (int)strlen(python->version)
                             : (int)(dot + 1 - python->version + (long)strcspn(dot + 1, "."));
    add_folder(folders,
               text_make("%s/lib/python%.*s/site-packages", home, length, python->version));
    add_folder(folders,
               text_make("%s/lib/python%.*st/site-packages", home, length, python->version));
    add_folder(folders,
               text_make("%s/local/lib/python%.*s/dist-packages", home, length, python->version));
    add_folder(folders, text_make("%s/lib/pypy%.*s/site-packages", home, length, python->version));
    add_folder(folders,
               text_make("%s/local/lib/pypy%.*s/dist-packages", home, length, python->version));
    add_folder(folders, text_make("%s/lib/python3/dist-packages", home));
}

static void find_folders(struct text_list *folders, const struct tl_python *python)
{
    for (const char *at = python->site; at != NULL && *at != '\0'; at += *at == ':') {
        size_t length = strcspn(at, ":");
        if (length > 0)
            add_folder(folders, text_make("%.*s", (int)length, at));
        at += length;
    }
    if (python->home != NULL && python->version != NULL)
        add_prefix(folders, python);
}

static bool is_in_any(const struct text_list *folders, const char *name)
{
    for (size_t i = 0; i < folders->count; i++)
        if (is_in(folders->items[i], name))
            return true;
    return false;
}

bool libraries_installed(const struct tl_python *python, const char *names)
{
    struct text_list folders = {0};
    bool all = true;
    find_folders(&folders, python);
    for (const char *at = names; all && *(at += strspn(at, ", ")) != '\0';
         at += strcspn(at, ", ")) {
        char *name = text_make("%.*s", (int)strcspn(at, ", "), at);
        for (char *c = name; *c != '\0'; c++)
            if (*c == '.')
                *c = '/';
        all = is_in_any(&folders, name);
        free(name);
    }
    text_clear(&folders);
    return all;
}
