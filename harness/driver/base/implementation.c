/* The texts of an implementation are made of its fields, here and nowhere else. */
#include "implementation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

static char *make_suffix(const struct tl_implementation *implementation)
{
    char *text = NULL;
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    if (implementation->loop != NULL)
        fprintf(out, "+%s", implementation->loop);
    for (size_t i = 0; i < TL_KIND_COUNT; i++)
        if (implementation->kinds & 1u << i)
            fprintf(out, "+%s", tl_kinds[i].name);
    fclose(out);
    return memory_sure(text);
}

static void clear_name(struct tl_implementation *implementation)
{
    free(implementation->suffix);
    free(implementation->base);
    free(implementation->name);
}

void implementation_name(struct tl_implementation *implementation)
{
    struct tl_implementation *i = implementation;
    clear_name(i);
    i->suffix = make_suffix(i);
    if (i->by_path) {
        i->base = text_make("%s (%s)", i->python, i->path);
        i->name = text_make("%s%s (%s)", i->python, i->suffix, i->path);
    } else {
        i->base = text_make("%s", i->python);
        i->name = text_make("%s%s", i->python, i->suffix);
    }
}

struct tl_implementation implementation_copy(const struct tl_implementation *from)
{
    struct tl_implementation copy = *from;
    char **texts[] = {&copy.python, &copy.version, &copy.path, &copy.libpython, &copy.loop,
                      &copy.asked,  &copy.suffix,  &copy.base, &copy.name};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = memory_text(*texts[i]);
    return copy;
}

void implementation_clear(struct tl_implementation *implementation)
{
    char *texts[] = {implementation->python,    implementation->version, implementation->path,
                     implementation->libpython, implementation->loop,    implementation->asked};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
    clear_name(implementation);
    *implementation = (struct tl_implementation){0};
}

bool implementation_same_python(const struct tl_implementation *a,
                                const struct tl_implementation *b)
{
    return strcmp(a->python, b->python) == 0 && strcmp(a->libpython, b->libpython) == 0 &&
           a->by_path == b->by_path && (!a->by_path || strcmp(a->path, b->path) == 0);
}

bool implementation_same_suffix(const struct tl_implementation *a,
                                const struct tl_implementation *b)
{
    return strcmp(a->suffix, b->suffix) == 0;
}

bool implementation_same(const struct tl_implementation *a, const struct tl_implementation *b)
{
    return a == b || (implementation_same_python(a, b) && implementation_same_suffix(a, b));
}

static bool begins_with(const char *text, const char *beginning)
{
    return beginning[0] != '\0' && strncmp(text, beginning, strlen(beginning)) == 0;
}

/* One that a path named, of its folder or of a file in it, may not be among those that are found.
 */
static bool is_asked_by_path(const struct tl_implementation *implementation)
{
    const char *asked = implementation->asked, *path = implementation->path;
    return strchr(asked, '/') != NULL || begins_with(asked, path) || begins_with(path, asked);
}

char *implementation_spec(const struct tl_implementation *implementation)
{
    bool path = implementation->by_path || is_asked_by_path(implementation);
    return text_make("%s%s", path ? implementation->path : implementation->python,
                     implementation->suffix);
}

char *implementation_key(const struct tl_implementation *implementation)
{
    const struct tl_implementation *i = implementation;
    const char *dot = strchr(i->version, '.');
    size_t length = dot == NULL ? strlen(i->version) : (size_t)(dot - i->version) + 1;
    if (dot != NULL)
        length += strspn(dot + 1, "0123456789");
    return text_make("%s%.*s%s%s%s", i->pypy ? "pypy" : "", (int)length, i->version,
                     i->build & TL_BUILD_FREE_THREADED ? "t" : "",
                     i->build & TL_BUILD_DEBUG ? "d" : "", i->suffix);
}
