/* argp with one-line errors: the arguments are checked against the option table before argp runs.
 */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"

#define MOST_OPTIONS 64
#define HELP_KEY     'h'

static const struct argp_option help_options[] = {{"help", HELP_KEY, NULL, 0, "show this help", -1},
                                                  {0}};
static const struct argp help_argp = {.options = help_options};

/* All options in one array: argp's tables may hang together by children. */
struct table {
    const struct argp_option *items[MOST_OPTIONS];
    const char *names[MOST_OPTIONS];
    size_t count;
};

static void collect(struct table *table, const struct argp *argp)
{
    for (const struct argp_option *o = argp->options;
         o != NULL && (o->name != NULL || o->key != 0 || o->doc != NULL); o++)
        if (o->name != NULL && table->count < MOST_OPTIONS) {
            table->names[table->count] = o->name;
            table->items[table->count++] = o;
        }
    for (const struct argp_child *c = argp->children; c != NULL && c->argp != NULL; c++)
        collect(table, c->argp);
}

static const struct argp_option *find_short(const struct table *table, int key)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->items[i]->key == key)
            return table->items[i];
    return NULL;
}

/* The option called by `name`, `length` characters, in full or by a prefix of its own. */
static const struct argp_option *find_long(const struct table *table, const char *name,
                                           size_t length, int *ambiguous)
{
    const struct argp_option *found = NULL;
    *ambiguous = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (strncmp(table->names[i], name, length) != 0)
            continue;
        if (table->names[i][length] == '\0') {
            *ambiguous = 0;
            return table->items[i];
        }
        *ambiguous |= found != NULL;
        found = table->items[i];
    }
    return found;
}

static int unknown_option(const struct table *table, const char *command, const char *name,
                          int length, struct tl_error *error)
{
    char wanted[80], hint[120];
    snprintf(wanted, sizeof wanted, "%.*s", length, name);
    const char *near = near_name(wanted, table->names, table->count);
    if (near != NULL)
        snprintf(hint, sizeof hint, "did you mean '--%s'?", near);
    else
        snprintf(hint, sizeof hint, "see '%s --help'", command);
    return tl_fail(error, TL_EXIT_USAGE, "unknown option '--%s'; %s", wanted, hint);
}

/* Checks one "--name[=value]". `*takes_next`: the value is the next argument. */
static int check_long(const struct table *table, const char *command, const char *argument,
                      int *takes_next, int *help, struct tl_error *error)
{
    const char *name = argument + 2;
    size_t length = strcspn(name, "=");
    int ambiguous;
    const struct argp_option *option = find_long(table, name, length, &ambiguous);
    if (option == NULL || length == 0)
        return unknown_option(table, command, name, (int)length, error);
    if (ambiguous)
        return tl_fail(error, TL_EXIT_USAGE, "option '%s' is ambiguous; see '%s --help'", argument,
                       command);
    if (option->arg == NULL && name[length] == '=')
        return tl_fail(error, TL_EXIT_USAGE, "option '--%s' takes no value", option->name);
    *takes_next =
        option->arg != NULL && name[length] != '=' && !(option->flags & OPTION_ARG_OPTIONAL);
    *help |= option->key == HELP_KEY;
    return 0;
}

/* Checks one "-abc". */
static int check_short(const struct table *table, const char *command, const char *argument,
                       int *takes_next, int *help, struct tl_error *error)
{
    for (const char *c = argument + 1; *c != '\0'; c++) {
        const struct argp_option *option = find_short(table, (unsigned char)*c);
        if (option == NULL)
            return tl_fail(error, TL_EXIT_USAGE, "unknown option '-%c'; see '%s --help'",
                           isprint((unsigned char)*c) ? *c : '?', command);
        *help |= option->key == HELP_KEY;
        if (option->arg != NULL) {
            *takes_next = c[1] == '\0' && !(option->flags & OPTION_ARG_OPTIONAL);
            return 0;
        }
    }
    return 0;
}

static int check(const struct table *table, int argc, char **argv, int *help,
                 struct tl_error *error)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        int takes_next = 0, result = 0;
        if (strncmp(argv[i], "--", 2) == 0)
            result = check_long(table, argv[0], argv[i], &takes_next, help, error);
        else if (argv[i][0] == '-' && argv[i][1] != '\0')
            result = check_short(table, argv[0], argv[i], &takes_next, help, error);
        if (result < 0)
            return -1;
        if (takes_next && i + 1 == argc)
            return tl_fail(error, TL_EXIT_USAGE, "option '%s' needs a value", argv[i]);
        i += takes_next;
    }
    return 0;
}

int options_parse(const struct argp *argp, int argc, char **argv, void *input,
                  struct tl_error *error)
{
    struct table table = {.count = 0};
    int help = 0;
    collect(&table, &help_argp);
    collect(&table, argp);
    if (check(&table, argc, argv, &help, error) < 0)
        return -1;
    if (help) {
        struct argp table_only = *argp;
        table_only.doc = table_only.args_doc = NULL; /* else they are printed twice */
        const struct argp_child children[] = {
            {&table_only, 0, NULL, 0}, {&help_argp, 0, NULL, 0}, {0}};
        const struct argp whole = {
            .args_doc = argp->args_doc, .doc = argp->doc, .children = children};
        argp_help(&whole, stdout, ARGP_HELP_SHORT_USAGE | ARGP_HELP_DOC | ARGP_HELP_LONG, argv[0]);
        return 1;
    }
    error->text[0] = '\0';
    int code =
        argp_parse(argp, argc, argv, ARGP_NO_EXIT | ARGP_NO_ERRS | ARGP_NO_HELP, NULL, input);
    if (code != 0 && error->text[0] == '\0')
        return tl_fail(error, TL_EXIT_USAGE, "cannot read the arguments (%s); see '%s --help'",
                       strerror(code), argv[0]);
    return code != 0 ? -1 : 0;
}

int options_number(const char *name, const char *text, uint64_t low, uint64_t high, uint64_t *out,
                   struct tl_error *error)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0')
        return tl_fail(error, TL_EXIT_USAGE, "%s: '%s' is no whole number", name, text);
    if (errno == ERANGE || value < low || value > high)
        return tl_fail(error, TL_EXIT_USAGE, "%s: %s is not between %llu and %llu", name, text,
                       (unsigned long long)low, (unsigned long long)high);
    *out = value;
    return 0;
}
