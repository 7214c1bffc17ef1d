/* Every mistake in the file is one line that says which entry it is in. */
#include "accepted.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "list.h"
#include "memory.h"
#include "near.h"
#include "text.h"

/* Keys of an entry. X(key, member, needed) */
#define KEYS(X)                                                                                    \
    X("case", the_case, 1)                                                                         \
    X("guard", guard, 0)                                                                           \
    X("key", key, 0)                                                                               \
    X("verdict", verdict, 0)                                                                       \
    X("reason", reason, 1)                                                                         \
    X("until", until, 1)

static const char *const keys[] = {
#define X(key, member, needed) key,
    KEYS(X)
#undef X
        "on"};

struct reading {
    struct accepted_list *out;
    const struct tl_cases *cases;
    const char *place; /* of the entry, for messages */
    struct tl_error *error;
};

static int bad(const struct reading *reading, const char *what, const char *word)
{
    return tl_fail(reading->error, TL_EXIT_USAGE, "%s: %s%s", reading->place, what, word);
}

static int check_keys(const struct reading *reading, json_t *entry)
{
    const char *key;
    json_t *value;
    size_t count = sizeof keys / sizeof keys[0], i;
    json_object_foreach(entry, key, value)
    {
        char hint[80];
        for (i = 0; i < count && strcmp(keys[i], key) != 0; i++)
            ;
        if (i == count)
            return tl_fail(reading->error, TL_EXIT_USAGE, "%s: unknown key '%.60s'%s",
                           reading->place, key, near_hint(hint, sizeof hint, key, keys, count));
        if (!json_is_string(value))
            return bad(reading, "not a text: ", key);
    }
    return 0;
}

static int take_texts(const struct reading *reading, json_t *entry, struct accepted *one)
{
#define X(key, member, needed)                                                                     \
    one->member = memory_text(json_string_value(json_object_get(entry, key)));                     \
    if (needed && one->member == NULL)                                                             \
        return bad(reading, "there is no ", key);
    KEYS(X)
#undef X
    return 0;
}

static int find_case(const struct reading *reading, struct accepted *one)
{
    for (size_t i = 0; i < reading->cases->count; i++) {
        const struct tl_case *c = &reading->cases->items[i];
        if (strcmp(c->id, one->the_case) != 0 && strcmp(c->name, one->the_case) != 0)
            continue;
        free(one->the_case);
        one->the_case = memory_text(c->id);
        return 0;
    }
    return bad(reading, "there is no such case: ", one->the_case);
}

static int take_entry(const struct reading *reading, json_t *entry)
{
    struct accepted *one = list_grow(&reading->out->items, reading->out->count, sizeof *one);
    reading->out->count++;
    if (!json_is_object(entry))
        return bad(reading, "not an object", "");
    if (check_keys(reading, entry) != 0 || take_texts(reading, entry, one) != 0 ||
        find_case(reading, one) != 0)
        return -1;
    if (one->guard != NULL && tl_term_find(tl_guards, TL_GUARD_COUNT, one->guard) < 0)
        return bad(reading, "there is no such guard: ", one->guard);
    if (!text_is_day(one->until))
        return bad(reading, "'until' is a day, as 2027-01-31, not ", one->until);
    const char *on = json_string_value(json_object_get(entry, "on"));
    struct tl_error inner;
    if (versions_parse(&one->on, on != NULL ? on : "all", &inner) != 0)
        return bad(reading, "on: ", inner.text);
    return 0;
}

int accepted_read(struct accepted_list *out, const char *file, const struct tl_cases *cases,
                  struct tl_error *error)
{
    json_error_t where;
    struct reading reading = {.out = out, .cases = cases, .error = error};
    *out = (struct accepted_list){.file = memory_text(file)};
    FILE *in = files_open(file);
    if (in == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "%s cannot be read (%s)", file, strerror(errno));
    json_t *document = json_loadf(in, JSON_REJECT_DUPLICATES, &where);
    fclose(in);
    if (document == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "%s, line %d: %s", file, where.line, where.text);
    const json_t *list = json_object_get(document, "accepted");
    int result = 0;
    if (!json_is_array(list))
        result = tl_fail(error, TL_EXIT_USAGE, "%s has no list \"accepted\"", file);
    for (size_t i = 0; result == 0 && i < json_array_size(list); i++) {
        char *place = text_make("%s: entry %zu", file, i + 1);
        reading.place = place;
        result = take_entry(&reading, json_array_get(list, i));
        free(place);
    }
    json_decref(document);
    return result;
}

int accepted_add(struct accepted_list *out, const char *entry, const char *place,
                 const struct tl_cases *cases, struct tl_error *error)
{
    json_error_t where;
    struct reading reading = {.out = out, .cases = cases, .place = place, .error = error};
    json_t *document = json_loads(entry, JSON_REJECT_DUPLICATES, &where);
    if (document == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "%s: %s", place, where.text);
    int result = take_entry(&reading, document);
    json_decref(document);
    return result;
}

void accepted_free(struct accepted_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct accepted *one = &list->items[i];
        char *texts[] = {one->the_case, one->guard,  one->key,
                         one->verdict,  one->reason, one->until};
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++)
            free(texts[k]);
        versions_free(one->on);
    }
    free(list->items);
    free(list->file);
    *list = (struct accepted_list){0};
}

bool accepted_is_over(const struct accepted *one, const char *today)
{
    return strcmp(today, one->until) > 0;
}
