/* A YAML file twice: its values by libcyaml's schema, and by libyaml on which line each stands. */
#ifndef TASKLOSS_SETTINGS_YAML_H
#define TASKLOSS_SETTINGS_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "keys.h"

/* What holds always, or in a profile. */
struct settings_outputs {
#define X(symbol, option, format, function, help) char *symbol;
    OUTPUT_CHECK_FORMATS(X)
#undef X
};

#define SETTINGS_LIST(member)                                                                      \
    char **member;                                                                                 \
    unsigned member##_count;
#define SETTINGS_TEXT(member)   char *member;
#define SETTINGS_SWITCH(member) char *member;

struct settings_section {
#define X(member, name, kind, who) SETTINGS_##kind(member)
    SETTINGS_KEYS(X)
#undef X
    struct settings_outputs *outputs;
};

struct settings_accepted {
#define X(key, needed) char *key##_text;
    SETTINGS_ACCEPTED(X)
#undef X
};

struct settings_profile {
    char *name;
    struct settings_section section;
};

struct settings_document {
    struct settings_section section;
    struct settings_accepted *accepted;
    unsigned accepted_count;
    struct settings_profile *profiles;
    unsigned profiles_count;
};

/* Reads and checks a file; an empty one is an empty document. Free both with settings_yaml_free,
 * also after -1. */
struct settings_lines;
int settings_yaml_read(const char *file, struct settings_document **out,
                       struct settings_lines **lines, struct tl_error *error);
void settings_yaml_free(struct settings_document *document, struct settings_lines *lines);

/* On which line item `index` of a list stands, or the value; 0: nowhere. `profile`: from 0, -1 for
 * what holds always; `outer`: the key that `key` is under, or NULL. */
int settings_line(struct settings_lines *lines, int profile, const char *outer, const char *key,
                  size_t index);

#endif
