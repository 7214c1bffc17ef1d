/* argp with one-line errors: the arguments are checked against the option table before argp runs,
 * and what they leave out is asked of a source. */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "color.h"
#include "near.h"

#define MOST_OPTIONS  96
#define MOST_CHILDREN 4

enum { KEY_HELP = 'h', KEY_COLOR = 0x10000, KEY_CONFIG, KEY_PROFILE };

static const struct argp_option common_options[] = {
    {"color", KEY_COLOR, "WHEN", 0,
     "always, never, or auto: where the output is a terminal, unless NO_COLOR, FORCE_COLOR or CI "
     "say otherwise",
     -1},
    {"config", KEY_CONFIG, "FILE", 0,
     "settings; taskloss.yaml in this folder by default, 'none' for none", -1},
    {"profile", KEY_PROFILE, "NAME", 0, "which profile of that file", -1},
    {"help", KEY_HELP, NULL, 0, "show this help", -1},
    {0}};

/* They are read before argp is called. */
static error_t parse_common(int key, char *text, struct argp_state *state)
{
    (void)text, (void)state;
    return key == KEY_COLOR || key == KEY_CONFIG || key == KEY_PROFILE ? 0 : ARGP_ERR_UNKNOWN;
}

const struct argp options_common_argp = {.options = common_options, .parser = parse_common};

static options_source *source;
static bool were_given;

void options_from(options_source *from)
{
    source = from;
}

bool options_were_given(void)
{
    return were_given;
}

/* All options in one array: argp's tables may hang together by children. */
struct table {
    const struct argp_option *items[MOST_OPTIONS];
    const char *names[MOST_OPTIONS];
    bool given[MOST_OPTIONS];
    size_t count;
    bool has_words; /* of the command line, that are no options */
    const char *color, *config, *profile;
};

static bool is_end(const struct argp_option *option)
{
    return option == NULL || (option->name == NULL && option->key == 0 && option->doc == NULL);
}

static void each_own(const struct argp *argp,
                     void (*each)(void *context, const struct argp_option *option), void *context)
{
    for (const struct argp_option *o = argp->options; !is_end(o); o++)
        if (o->name != NULL)
            each(context, o);
    for (const struct argp_child *c = argp->children; c != NULL && c->argp != NULL; c++)
        each_own(c->argp, each, context);
}

void options_each(const struct argp *argp,
                  void (*each)(void *context, const struct argp_option *option), void *context)
{
    each_own(argp, each, context);
    each_own(&options_common_argp, each, context);
}

static void collect_one(void *context, const struct argp_option *option)
{
    struct table *table = context;
    if (table->count == MOST_OPTIONS)
        abort(); /* a table of ours is too long: no user can bring this about */
    table->names[table->count] = option->name;
    table->items[table->count++] = option;
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

/* Notes that it is on the command line, and the values of those that all commands have. */
static void note(struct table *table, const struct argp_option *option, const char *value)
{
    for (size_t i = 0; i < table->count; i++)
        table->given[i] |= table->items[i] == option;
    if (option->key == KEY_COLOR)
        table->color = value;
    else if (option->key == KEY_CONFIG)
        table->config = value;
    else if (option->key == KEY_PROFILE)
        table->profile = value;
}

/* Checks one "--name[=value]", `next` being the argument behind it. `*takes_next`: that is its
 * value. */
static int check_long(struct table *table, const char *command, const char *argument,
                      const char *next, int *takes_next, int *help, struct tl_error *error)
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
    *help |= option->key == KEY_HELP;
    note(table, option, *takes_next ? next : name[length] == '=' ? name + length + 1 : NULL);
    return 0;
}

/* Checks one "-abc". */
static int check_short(struct table *table, const char *command, const char *argument,
                       int *takes_next, int *help, struct tl_error *error)
{
    for (const char *c = argument + 1; *c != '\0'; c++) {
        const struct argp_option *option = find_short(table, (unsigned char)*c);
        if (option == NULL)
            return tl_fail(error, TL_EXIT_USAGE, "unknown option '-%c'; see '%s --help'",
                           isprint((unsigned char)*c) ? *c : '?', command);
        *help |= option->key == KEY_HELP;
        note(table, option, NULL);
        if (option->arg != NULL) {
            *takes_next = c[1] == '\0' && !(option->flags & OPTION_ARG_OPTIONAL);
            return 0;
        }
    }
    return 0;
}

static int check(struct table *table, int argc, char **argv, int *help, struct tl_error *error)
{
    int i;
    for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        int takes_next = 0, result = 0;
        if (strncmp(argv[i], "--", 2) == 0)
            result = check_long(table, argv[0], argv[i], argv[i + 1], &takes_next, help, error);
        else if (argv[i][0] == '-' && argv[i][1] != '\0')
            result = check_short(table, argv[0], argv[i], &takes_next, help, error);
        else
            table->has_words = true;
        if (result < 0)
            return -1;
        if (takes_next && i + 1 == argc)
            return tl_fail(error, TL_EXIT_USAGE, "option '%s' needs a value", argv[i]);
        i += takes_next;
    }
    table->has_words |= i + 1 < argc;
    return 0;
}

bool options_takes_next(const struct argp *argp, const char *word)
{
    struct table table = {.count = 0};
    int ambiguous;
    options_each(argp, collect_one, &table);
    const struct argp_option *option = NULL;
    if (strncmp(word, "--", 2) == 0 && strchr(word, '=') == NULL)
        option = find_long(&table, word + 2, strlen(word + 2), &ambiguous);
    else if (word[0] == '-' && word[1] != '-' && word[1] != '\0' && word[2] == '\0')
        option = find_short(&table, (unsigned char)word[1]);
    return option != NULL && option->arg != NULL && !(option->flags & OPTION_ARG_OPTIONAL);
}

/* --- values that are not on the command line --- */

/* Hands a value to the parser that knows its key, as argp would. */
static error_t feed(const struct argp *argp, void *input, int key, char *text)
{
    void *inputs[MOST_CHILDREN] = {0};
    struct argp_state state = {.input = input, .child_inputs = inputs};
    argp->parser(ARGP_KEY_INIT, NULL, &state);
    error_t result = argp->parser(key, text, &state);
    for (size_t i = 0; result == ARGP_ERR_UNKNOWN && argp->children != NULL &&
                       argp->children[i].argp != NULL && i < MOST_CHILDREN;
         i++)
        result = feed(argp->children[i].argp, inputs[i], key, text);
    return result;
}

/* The key of a value that this command takes and its command line has not; false: there is none. */
static bool is_wanted(const struct table *table, const struct options_value *value, int *key)
{
    *key = ARGP_KEY_ARG;
    if (strcmp(value->name, "case") == 0)
        return !table->has_words;
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->names[i], value->name) == 0)
            return *key = table->items[i]->key, !table->given[i];
    return false;
}

static int feed_values(const struct table *table, const struct argp *argp, const char *command,
                       void *input, struct tl_error *error)
{
    const struct options_value *values = NULL;
    size_t count = 0;
    if (source != NULL &&
        source(command, table->config, table->profile, &values, &count, error) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        int key;
        if (strcmp(values[i].name, "color") == 0 && table->color == NULL &&
            color_choose(values[i].text, error) < 0)
            return -1;
        if (!is_wanted(table, &values[i], &key) || key == KEY_COLOR)
            continue;
        error->text[0] = '\0';
        were_given = true;
        if (feed(argp, input, key, values[i].text) == 0)
            continue;
        struct tl_error inner = *error;
        return tl_fail(error, TL_EXIT_USAGE, "%s: %s", values[i].origin,
                       inner.text[0] != '\0' ? inner.text : "it cannot be used here");
    }
    return 0;
}

/* --- all --- */

static int print_help(const struct argp *argp, char *name)
{
    struct argp table_only = *argp;
    table_only.doc = table_only.args_doc = NULL; /* else they are printed twice */
    const struct argp_child children[] = {
        {&table_only, 0, NULL, 0}, {&options_common_argp, 0, NULL, 0}, {0}};
    const struct argp whole = {.args_doc = argp->args_doc, .doc = argp->doc, .children = children};
    argp_help(&whole, stdout, ARGP_HELP_SHORT_USAGE | ARGP_HELP_DOC | ARGP_HELP_LONG, name);
    return 1;
}

/* The command's own parser gets its input, that of all commands none. */
static error_t parse_whole(int key, char *text, struct argp_state *state)
{
    (void)text;
    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = state->input;
    return ARGP_ERR_UNKNOWN;
}

static int parse(const struct argp *argp, int argc, char **argv, void *input,
                 struct tl_error *error)
{
    const struct argp_child children[] = {
        {argp, 0, NULL, 0}, {&options_common_argp, 0, NULL, 0}, {0}};
    const struct argp whole = {.parser = parse_whole, .children = children};
    error->text[0] = '\0';
    int code =
        argp_parse(&whole, argc, argv, ARGP_NO_EXIT | ARGP_NO_ERRS | ARGP_NO_HELP, NULL, input);
    if (code != 0 && error->text[0] == '\0')
        return tl_fail(error, TL_EXIT_USAGE, "cannot read the arguments (%s); see '%s --help'",
                       strerror(code), argv[0]);
    return code != 0 ? -1 : 0;
}

int options_parse(const struct argp *argp, int argc, char **argv, void *input,
                  struct tl_error *error)
{
    struct table table = {.count = 0};
    int help = 0;
    options_each(argp, collect_one, &table);
    if (check(&table, argc, argv, &help, error) < 0)
        return -1;
    if (help)
        return print_help(argp, argv[0]);
    if (table.color != NULL && color_choose(table.color, error) < 0)
        return -1;
    const char *space = strchr(argv[0], ' ');
    if (feed_values(&table, argp, space != NULL ? space + 1 : "", input, error) < 0)
        return -1;
    return parse(argp, argc, argv, input, error);
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
