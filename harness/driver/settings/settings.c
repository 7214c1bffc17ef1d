/* The environment over a profile over what holds always: each key's value from the first of these
 * that has one. */
#include "settings.h"

#include <ctype.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keys.h"
#include "list.h"
#include "memory.h"
#include "near.h"
#include "settings_yaml.h"
#include "text.h"

#define USUAL_FILE "taskloss.yaml"
#define NO_FILE    "none"

/* Which commands: run and check, explore, bisect, all others. */
enum who {
    RUN = 1,
    HERE = RUN | 2,
    COUNT = RUN | 4,
    MEASURE = HERE | COUNT,
    ALL = MEASURE | 8,
};

/* A value that is set somewhere. */
struct set_value {
    const char *name;
    char *text, *origin;
    enum who who;
    bool is_switch; /* `text` is NULL where it is on, and it is off where it is "" */
};

/* One for the process, as it has one command line: read once, kept to its end. */
static struct {
    bool is_read;
    char *file;
    const char *profile;
    struct settings_document *document;
    struct settings_lines *lines;
    struct set_value *values;
    size_t count;
    struct options_value *given;
    size_t given_count;
    struct options_value *accepted;
    size_t accepted_count;
} settings;

/* --- where values come from --- */

static void add(const char *name, enum who who, const char *text, char *origin)
{
    struct set_value *value = list_grow(&settings.values, settings.count++, sizeof *value);
    *value = (struct set_value){name, memory_text(text), origin, who, false};
}

static int add_switch(const char *name, enum who who, const char *text, char *origin,
                      struct tl_error *error)
{
    static const char *const on[] = {"true", "yes", "on", "1"};
    static const char *const off[] = {"false", "no", "off", "0"};
    for (size_t i = 0; i < sizeof on / sizeof on[0]; i++) {
        if (strcmp(text, on[i]) != 0 && strcmp(text, off[i]) != 0)
            continue;
        add(name, who, strcmp(text, on[i]) == 0 ? NULL : "", origin);
        settings.values[settings.count - 1].is_switch = true;
        return 0;
    }
    tl_fail(error, TL_EXIT_USAGE, "%s: %s is true or false, not '%s'", origin, name, text);
    free(origin);
    return -1;
}

/* The variable of an option, "TASKLOSS_FAIL_FAST"; to be freed. */
static char *variable_of(const char *name)
{
    char *variable = text_make("TASKLOSS_%s", name);
    for (char *c = variable; *c != '\0'; c++)
        *c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
    return variable;
}

static void add_words(const char *name, enum who who, const char *text, const char *origin)
{
    char *copy = text_make("%s", text), *rest = copy, *word;
    while ((word = strsep(&rest, " \t\n")) != NULL)
        if (*word != '\0')
            add(name, who, word, text_make("%s", origin));
    free(copy);
}

enum kind { LIST, TEXT, SWITCH };

/* 1: the variable is set; 0: it is not. An empty one is none. */
static int from_environment(const char *name, enum kind kind, enum who who, struct tl_error *error)
{
    char *variable = variable_of(name);
    const char *text = getenv(variable);
    int result = text != NULL && *text != '\0';
    if (result && kind == SWITCH)
        result = add_switch(name, who, text, text_make("%s", variable), error) < 0 ? -1 : 1;
    else if (result && kind == LIST)
        add_words(name, who, text, variable);
    else if (result)
        add(name, who, text, text_make("%s", variable));
    free(variable);
    return result;
}

static char *origin_of(int profile, const char *outer, const char *key, size_t index)
{
    return text_make("%s, line %d", settings.file,
                     settings_line(settings.lines, profile, outer, key, index));
}

/* What a section has of one key; 1 if it has anything, 0, or -1. */
static int from_section(const char *name, enum kind kind, enum who who, char *const *items,
                        unsigned count, int profile, struct tl_error *error)
{
    for (unsigned i = 0; i < count; i++) {
        char *origin = origin_of(profile, NULL, name, i);
        if (kind != SWITCH)
            add(name, who, items[i], origin);
        else if (add_switch(name, who, items[i], origin, error) < 0)
            return -1;
    }
    return count > 0;
}

/* The items of a key: a list has its own, a text is a list of one. */
#define ITEMS_LIST(section, member)   (section)->member, (section)->member##_count
#define ITEMS_TEXT(section, member)   &(section)->member, (section)->member != NULL
#define ITEMS_SWITCH(section, member) ITEMS_TEXT(section, member)

/* Each key in turn: from the environment, else the profile, else what holds always. */
static int add_keys(const struct settings_section *chosen, int profile,
                    const struct settings_section *always, struct tl_error *error)
{
    int result;
#define X(member, name, kind, who)                                                                 \
    result = from_environment(name, kind, who, error);                                             \
    if (result == 0 && chosen != NULL)                                                             \
        result = from_section(name, kind, who, ITEMS_##kind(chosen, member), profile, error);      \
    if (result == 0 && always != NULL)                                                             \
        result = from_section(name, kind, who, ITEMS_##kind(always, member), -1, error);           \
    if (result < 0)                                                                                \
        return -1;
    SETTINGS_KEYS(X)
#undef X
    return 0;
}

static const char *output_text(const struct settings_section *section, size_t index)
{
    if (section == NULL || section->outputs == NULL)
        return NULL;
    const char *const texts[] = {
#define X(symbol, option, format, function, help) section->outputs->symbol,
        OUTPUT_CHECK_FORMATS(X)
#undef X
    };
    return texts[index];
}

static void add_outputs(const struct settings_section *chosen, int profile,
                        const struct settings_section *always)
{
    static const char *const names[] = {
#define X(symbol, option, format, function, help) option,
        OUTPUT_CHECK_FORMATS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *text = output_text(chosen, i);
        bool is_chosen = text != NULL;
        if (!is_chosen)
            text = output_text(always, i);
        if (text != NULL)
            add(names[i], RUN, text,
                origin_of(is_chosen ? profile : -1, SETTINGS_OUTPUTS, names[i], 0));
    }
}

/* --- reading --- */

static int find_profile(const char *name, int *index, struct tl_error *error)
{
    const struct settings_document *document = settings.document;
    const char **names = memory_zeroed(document->profiles_count, sizeof *names);
    char hint[128];
    *index = -1;
    for (unsigned i = 0; i < document->profiles_count; i++) {
        names[i] = document->profiles[i].name;
        if (*index < 0 && strcmp(names[i], name) == 0)
            *index = (int)i;
    }
    near_hint(hint, sizeof hint, name, names, document->profiles_count);
    free(names);
    return *index >= 0 ? 0
                       : tl_fail(error, TL_EXIT_USAGE, "%s has no profile '%s'%s", settings.file,
                                 name, hint);
}

static const char *or_variable(const char *text, const char *variable)
{
    const char *value = text == NULL ? getenv(variable) : text;
    return value != NULL && *value != '\0' ? value : NULL;
}

static int read_file(const char *config, const char *profile, int *index, struct tl_error *error)
{
    *index = -1;
    if (config == NULL && access(USUAL_FILE, F_OK) == 0)
        config = USUAL_FILE;
    if (config == NULL && profile != NULL)
        return tl_fail(error, TL_EXIT_USAGE,
                       "profile '%s': there is no " USUAL_FILE " in this folder, and no --config",
                       profile);
    if (config == NULL)
        return 0;
    settings.file = memory_text(config);
    if (settings_yaml_read(config, &settings.document, &settings.lines, error) < 0)
        return -1;
    settings.profile = profile;
    return profile != NULL ? find_profile(profile, index, error) : 0;
}

static void take_accepted(const struct settings_accepted *from, size_t index)
{
    json_t *one = json_object();
#define X(key, needed)                                                                             \
    if (from->key##_text != NULL)                                                                  \
        json_object_set_new(one, #key, json_string(from->key##_text));
    SETTINGS_ACCEPTED(X)
#undef X
    struct options_value *value =
        list_grow(&settings.accepted, settings.accepted_count++, sizeof *value);
    *value = (struct options_value){"accepted", json_dumps(one, 0),
                                    origin_of(-1, NULL, "accepted", index)};
    json_decref(one);
}

static int read_all(const char *config, const char *profile, struct tl_error *error)
{
    int index;
    config = or_variable(config, "TASKLOSS_CONFIG");
    profile = or_variable(profile, "TASKLOSS_PROFILE");
    if (config != NULL && strcmp(config, NO_FILE) == 0)
        return 0;
    if (read_file(config, profile, &index, error) < 0)
        return -1;
    const struct settings_document *document = settings.document;
    const struct settings_section *always = document != NULL ? &document->section : NULL;
    const struct settings_section *chosen = index >= 0 ? &document->profiles[index].section : NULL;
    if (add_keys(chosen, index, always, error) < 0)
        return -1;
    if (document != NULL)
        add_outputs(chosen, index, always);
    for (unsigned i = 0; document != NULL && i < document->accepted_count; i++)
        take_accepted(&document->accepted[i], i);
    return 0;
}

/* --- for a command --- */

static bool takes(const char *command, enum who who)
{
    static const struct {
        const char *command;
        enum who own;
    } known[] = {{"run", RUN}, {"check", RUN}, {"explore", HERE & ~RUN}, {"bisect", COUNT & ~RUN}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].command, command) == 0)
            return (who & known[i].own) != 0;
    return who == ALL;
}

static bool is_off(const struct set_value *value)
{
    return value->is_switch && value->text != NULL;
}

static void give(const char *command)
{
    settings.given_count = 0;
    for (size_t i = 0; i < settings.count; i++) {
        const struct set_value *value = &settings.values[i];
        if (!takes(command, value->who) || is_off(value))
            continue;
        struct options_value *one = list_grow(&settings.given, settings.given_count++, sizeof *one);
        *one = (struct options_value){value->name, value->text, value->origin};
    }
}

int settings_values(const char *command, const char *config, const char *profile,
                    const struct options_value **values, size_t *count, struct tl_error *error)
{
    if (!settings.is_read && read_all(config, profile, error) < 0)
        return -1;
    settings.is_read = true;
    give(command);
    *values = settings.given;
    *count = settings.given_count;
    return 0;
}

const struct options_value *settings_accepted(size_t *count)
{
    *count = settings.accepted_count;
    return settings.accepted;
}

const char *settings_file(void)
{
    return settings.file;
}

const char *settings_profile(void)
{
    return settings.profile;
}

static void each_value(const char *command, const char *name, enum who who,
                       void (*each)(void *context, const char *name, const char *text,
                                    const char *origin),
                       void *context)
{
    size_t found = 0;
    if (!takes(command, who))
        return;
    for (size_t i = 0; i < settings.count; i++) {
        const struct set_value *value = &settings.values[i];
        if (strcmp(value->name, name) != 0)
            continue;
        each(context, name, is_off(value) ? "false" : value->text, value->origin);
        found++;
    }
    if (found == 0)
        each(context, name, NULL, NULL);
}

void settings_each(const char *command,
                   void (*each)(void *context, const char *name, const char *text,
                                const char *origin),
                   void *context)
{
#define X(member, name, kind, who) each_value(command, name, who, each, context);
    SETTINGS_KEYS(X)
#undef X
#define X(symbol, option, format, function, help) each_value(command, option, RUN, each, context);
    OUTPUT_CHECK_FORMATS(X)
#undef X
}
