/* Strings and lists of strings, made to measure. */
#ifndef TASKLOSS_TEXT_H
#define TASKLOSS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A new string by a printf format, to be freed. Never NULL (see memory.h). */
char *text_make(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Owned strings, `items[count]` being NULL; all zero is the empty list. */
struct text_list {
    char **items;
    size_t count;
};

/* Takes `text` over. */
void text_add(struct text_list *list, char *text);
bool text_has(const struct text_list *list, const char *text);
void text_clear(struct text_list *list);

/* Is it a day as ISO 8601 has it, "2027-01-31", so that days compare as texts? */
bool text_is_day(const char *text);

/* The value of `key` in lines "key=value", as a new string; NULL if it is not there or empty. */
char *text_value(const char *lines, const char *key);

#endif
