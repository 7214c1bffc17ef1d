/* Installed event loops are found by looking into folders, never by asking a Python. */
#include "loops.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "paths.h"
#include "wire.h"

const struct loop_known loops_known[] = {
#define X(name, package, requirements, factory) {name, package, requirements, factory},
    TL_LOOPS(X)
#undef X
        {0},
};

/* "CACHE/loops/3.12.1", or NULL without a cache folder. */
static char *folder_of(const struct tl_python *python)
{
    struct tl_error ignored;
    char *cache = paths_cache(&ignored);
    char *folder = cache != NULL ? text_make("%s/loops/%s", cache, python->name) : NULL;
    free(cache);
    return folder;
}

/* The first line of the file, or NULL. */
static char *first_line(const char *path)
{
    char line[TL_LOOP_MAX] = "";
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    char *text = fgets(line, sizeof line, file);
    fclose(file);
    if (text == NULL)
        return NULL;
    line[strcspn(line, "\r\n")] = '\0';
    return line[0] != '\0' ? text_make("%s", line) : NULL;
}

static char *factory_in(const char *folder, const char *name)
{
    char *path = text_make("%s/%s/factory", folder, name);
    char *factory = first_line(path);
    free(path);
    return factory;
}

struct tl_loop *loop_find(const struct tl_python *python, const char *name)
{
    if (name[0] == '.' || strchr(name, '/') != NULL)
        return NULL;
    char *folder = folder_of(python);
    char *factory = folder != NULL ? factory_in(folder, name) : NULL;
    struct tl_loop *loop = factory != NULL ? memory_zeroed(1, sizeof *loop) : NULL;
    if (loop != NULL)
        *loop = (struct tl_loop){text_make("%s", name), factory, text_make("%s/%s", folder, name)};
    free(folder);
    return loop;
}

/* How long the dotted name is that `text` begins with; 0: none. */
static size_t dotted_length(const char *text)
{
    size_t length = 0;
    while (isalpha((unsigned char)text[length]) || text[length] == '_') {
        while (isalnum((unsigned char)text[length]) || text[length] == '_')
            length++;
        if (text[length] != '.')
            return length;
        length++;
    }
    return 0;
}

bool loop_is_own(const char *name)
{
    size_t module = dotted_length(name);
    if (module == 0 || name[module] != ':' || strlen(name) >= TL_LOOP_MAX)
        return false;
    size_t callable = dotted_length(name + module + 1);
    return callable > 0 && name[module + 1 + callable] == '\0';
}

static struct tl_loop *own_loop(const char *name)
{
    char *here = getcwd(NULL, 0);
    struct tl_loop *loop = memory_zeroed(1, sizeof *loop);
    *loop = (struct tl_loop){text_make("%s", name), text_make("%s", name),
                             text_make("%s", here != NULL ? here : "")};
    free(here);
    return loop;
}

struct tl_loop *loop_elsewhere(const char *name)
{
    if (loop_is_own(name))
        return own_loop(name);
    for (const struct loop_known *known = loops_known; known->name != NULL; known++) {
        if (strcmp(known->name, name) != 0)
            continue;
        struct tl_loop *loop = memory_zeroed(1, sizeof *loop);
        if (loop != NULL)
            *loop = (struct tl_loop){text_make("%s", name), text_make("%s", known->factory),
                                     text_make("%s", "")};
        return loop;
    }
    return NULL;
}

void loop_free(struct tl_loop *loop)
{
    if (loop == NULL)
        return;
    free(loop->name);
    free(loop->factory);
    free(loop->site);
    free(loop);
}

void loops_installed(struct text_list *names, const struct tl_python *python)
{
    char *folder = folder_of(python);
    struct dirent **items;
    int count = folder != NULL ? scandir(folder, &items, NULL, alphasort) : -1;
    for (int i = 0; i < count; i++) {
        char *factory = items[i]->d_name[0] != '.' ? factory_in(folder, items[i]->d_name) : NULL;
        if (factory != NULL)
            text_add(names, text_make("%s", items[i]->d_name));
        free(factory);
        free(items[i]);
    }
    if (count >= 0)
        free(items);
    free(folder);
}
