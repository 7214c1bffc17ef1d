/* taskloss config: the settings that hold, and where each comes from. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "described.h"
#include "forms.h"
#include "near.h"
#include "options.h"
#include "settings.h"
#include "utf8.h"

struct arguments {
    const char *command;
    bool json;
    struct tl_error *error;
};

static const struct argp_option option_table[] = {
    {"json", 'J', NULL, 0, "one JSON document instead of the table", 0}, {0}};

static const char *const commands[] = {"run",  "check",  "explore", "bisect", "report", "plot",
                                       "runs", "replay", "why",     "watch",  "compare"};

static error_t set_command(struct arguments *arguments, const char *word)
{
    char hint[80];
    size_t count = sizeof commands / sizeof commands[0];
    for (size_t i = 0; i < count; i++)
        if (strcmp(commands[i], word) == 0)
            return arguments->command = commands[i], 0;
    tl_fail(arguments->error, TL_EXIT_USAGE, "config: '%s' is no command with settings%s", word,
            near_hint(hint, sizeof hint, word, commands, count));
    return EINVAL;
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    if (key == 'J')
        return (arguments->json = true, 0);
    return key == ARGP_KEY_ARG ? set_command(arguments, word) : ARGP_ERR_UNKNOWN;
}

const struct argp argp_config = {
    .options = option_table,
    .parser = parse,
    .args_doc = "[COMMAND]",
    .doc =
        "Shows what the options of a command (check by default) are worth where its command line "
        "does not say, and where that comes from: the environment (TASKLOSS_SEED for --seed; of a "
        "list, words with spaces between), a profile of the settings file, or the file.\v"
        "The file is taskloss.yaml in this folder, or the one of --config or TASKLOSS_CONFIG. Its "
        "keys are the long names of options, 'case' for the cases, 'outputs' with a file for each "
        "format of check, 'accepted' with differences that are accepted until a day, and "
        "'profiles', a list of the same keys with a 'name' each, for --profile or "
        "TASKLOSS_PROFILE."};

/* The help of an option, or NULL. */
static const char *help_of(const struct argp *argp, const char *name)
{
    const struct argp_option *option = argp->options;
    for (; option != NULL && (option->name != NULL || option->doc != NULL); option++)
        if (option->name != NULL && strcmp(option->name, name) == 0)
            return option->doc;
    const char *help = NULL;
    for (const struct argp_child *child = argp->children;
         help == NULL && child != NULL && child->argp != NULL; child++)
        help = help_of(child->argp, name);
    return help;
}

/* The clause of an option's help that says what holds by default; NULL: it has none. */
static const char *default_of(const char *command, const char *name)
{
    const char *help = NULL, *clause;
    for (size_t i = 0; i < described_count; i++)
        if (strcmp(described[i].name, command) == 0)
            help = help_of(described[i].argp, name);
    if (help == NULL || strstr(help, " by default") == NULL)
        return NULL;
    while ((clause = strstr(help, "; ")) != NULL && strstr(clause, " by default") != NULL)
        help = clause + 2;
    return help[0] != '-' ? help : NULL; /* of another option */
}

static void put_line(void *context, const char *name, const char *text, const char *origin)
{
    const char *by_default = origin == NULL ? default_of(*(const char **)context, name) : NULL;
    utf8_put(stdout, name, 12, 1);
    fputs("  ", stdout);
    if (by_default != NULL)
        utf8_print(stdout, "%s", by_default);
    else if (origin == NULL)
        puts("(default)");
    else
        utf8_print(stdout, "%s  (%s)", text != NULL ? text : "true", origin);
}

static void add_value(void *context, const char *name, const char *text, const char *origin)
{
    json_array_append_new(context,
                          json_pack("{s:s, s:o, s:o}", "name", name, "value",
                                    origin == NULL ? json_null()
                                    : text == NULL ? json_string("true")
                                                   : json_string(text),
                                    "origin", origin != NULL ? json_string(origin) : json_null()));
}

static json_t *text_or_null(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

static json_t *accepted_json(void)
{
    size_t count;
    const struct options_value *entries = settings_accepted(&count);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *one = json_loads(entries[i].text, 0, NULL);
        json_object_set_new(one, "origin", json_string(entries[i].origin));
        json_array_append_new(list, one);
    }
    return list;
}

static void print_json(const char *command)
{
    json_t *values = json_array();
    settings_each(command, add_value, values);
    json_t *document = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "schema", FORM_CONFIG, "command",
                                 command, "file", text_or_null(settings_file()), "profile",
                                 text_or_null(settings_profile()), "settings", values, "accepted",
                                 accepted_json());
    json_dumpf(document, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(document);
}

static void print_text(const char *command)
{
    size_t count;
    const struct options_value *entries = settings_accepted(&count);
    settings_each(command, put_line, &command);
    for (size_t i = 0; i < count; i++)
        utf8_print(stdout, "accepted      %s  (%s)", entries[i].text, entries[i].origin);
}

int cmd_config(int argc, char **argv, struct tl_error *error)
{
    struct arguments arguments = {.command = "check", .error = error};
    int result = options_parse(&argp_config, argc, argv, &arguments, error);
    if (result != 0)
        return result > 0 ? TL_EXIT_AS_EXPECTED : -1;
    (arguments.json ? print_json : print_text)(arguments.command);
    return TL_EXIT_AS_EXPECTED;
}
