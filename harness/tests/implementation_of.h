/* Made-up implementations, by their fields or, in short, by the text that shows them. */
#ifndef TASKLOSS_IMPLEMENTATION_OF_H
#define TASKLOSS_IMPLEMENTATION_OF_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "implementation.h"
#include "memory.h"
#include "text.h"

static inline char *text_or(const char *text, const char *otherwise)
{
    return text_make("%s", text != NULL ? text : otherwise);
}

/* A whole one of these fields; those that are NULL get a text. To be cleared. */
static inline struct tl_implementation implementation_made(struct tl_implementation fields)
{
    fields.python = text_or(fields.python, "3.12.1");
    fields.version = text_or(fields.version, fields.python);
    fields.path = text_or(fields.path, "/usr/bin/python");
    fields.libpython = text_or(fields.libpython, "/usr/lib/libpython.so");
    fields.loop = memory_text(fields.loop);
    fields.asked = text_or(fields.asked, "");
    fields.suffix = fields.base = fields.name = NULL;
    implementation_name(&fields);
    return fields;
}

/* Cuts one suffix off the end of `text`; NULL: there is none. The '+' of "3.15.0a7+" is none. */
static inline char *cut_suffix(char *text)
{
    char *plus = strrchr(text, '+');
    if (plus == NULL || !isalpha((unsigned char)plus[1]))
        return NULL;
    *plus = '\0';
    return plus + 1;
}

/* "3.14.10" of "3.14.10d", and the letters of its build. */
static inline void cut_build(char *version, uint32_t *build)
{
    for (char *end; (end = version + strlen(version)) > version && strchr("dt", end[-1]) != NULL;) {
        *build |= end[-1] == 'd' ? TL_BUILD_DEBUG : TL_BUILD_FREE_THREADED;
        end[-1] = '\0';
    }
}

/* By a text such as "3.14.10t+uvloop+debug (/opt/python)"; to be cleared. */
static inline struct tl_implementation implementation_parsed(const char *name)
{
    struct tl_implementation fields = {.by_path = strstr(name, " (") != NULL};
    char *text = text_make("%s", name), *path = strstr(text, " (");
    if (path != NULL) {
        *path = path[strlen(path) - 1] = '\0';
        fields.path = path + 2;
    }
    for (char *suffix; (suffix = cut_suffix(text)) != NULL;) {
        int kind = tl_term_find(tl_kinds, TL_KIND_COUNT, suffix);
        if (kind >= 0)
            fields.kinds |= 1u << kind;
        else
            fields.loop = suffix;
    }
    fields.python = text;
    fields.pypy = strncmp(text, "pypy", 4) == 0;
    char *version = text_make("%s", text + (fields.pypy ? 4 : 0));
    cut_build(version, &fields.build);
    fields.version = version;
    struct tl_implementation made = implementation_made(fields);
    free(version);
    free(text);
    return made;
}

/* The same, kept until the test's process ends: each call makes another one. */
static inline struct tl_implementation *implementation_of(const char *name)
{
    static struct kept {
        struct tl_implementation about;
        struct kept *next;
    } * all;
    struct kept *one = memory_zeroed(1, sizeof *one);
    one->about = implementation_parsed(name);
    one->next = all;
    all = one;
    return &one->about;
}

#endif
