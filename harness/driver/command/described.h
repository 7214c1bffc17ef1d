/* The commands and their options as data: what manual pages and completions are made from. */
#ifndef TASKLOSS_DESCRIBED_H
#define TASKLOSS_DESCRIBED_H

#include <argp.h>
#include <stddef.h>
#include <stdio.h>

struct described {
    const char *name, *help;
    const struct argp *argp;
};

/* All commands, in the order in which help lists them. */
extern const struct described described[];
extern const size_t described_count;

/* What the value of an option, or a word, is, told by what its help calls it. */
enum value_kind { VALUE_NONE, VALUE_TEXT, VALUE_FILE, VALUE_FOLDER, VALUE_CHOICE };
enum value_kind described_kind(const struct argp_option *option);

/* The words that a value of kind VALUE_CHOICE can be, with ' ' between; to be freed. */
char *described_choices(const struct argp_option *option);

/* The letter of an option, or 0. */
char described_letter(const struct argp_option *option);

/* A text in single quotes, for bash and zsh, less what it would mean to _arguments where `escape`
 * lists it: those get a backslash. */
void described_quote(FILE *out, const char *text, size_t length, const char *escape);

/* How long the first clause of a help is. */
size_t described_brief(const char *help);

#endif
