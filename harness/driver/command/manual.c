/* taskloss manual: manual pages, made from the same texts as --help. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "described.h"
#include "near.h"
#include "options.h"

/* --- roff --- */

/* Text as roff takes it: nothing in it is a request, and a '-' is one that can be typed. */
static void put_text(FILE *out, const char *text, size_t length)
{
    bool begins = true;
    for (size_t i = 0; i < length; i++) {
        if (begins && (text[i] == '.' || text[i] == '\''))
            fputs("\\&", out);
        begins = text[i] == '\n';
        if (text[i] == '\\')
            fputs("\\e", out);
        else if (text[i] == '-')
            fputs("\\-", out);
        else if (text[i] == '\n')
            fputs("\n.br\n", out);
        else
            putc(text[i], out);
    }
}

static void put(FILE *out, const char *text)
{
    put_text(out, text, strlen(text));
}

static void section(FILE *out, const char *name)
{
    fprintf(out, ".SH %s\n", name);
}

/* A term, and what it means. */
static void put_term(FILE *out, const char *term, const char *meaning)
{
    fputs(".TP\n.B ", out);
    put(out, term);
    putc('\n', out);
    put(out, meaning);
    putc('\n', out);
}

static void put_option(void *context, const struct argp_option *option)
{
    FILE *out = context;
    fputs(".TP\n", out);
    if (described_letter(option) != '\0')
        fprintf(out, "\\fB\\-%c\\fR, ", described_letter(option));
    fputs("\\fB\\-\\-", out);
    put(out, option->name);
    fputs("\\fR", out);
    if (option->arg != NULL) {
        fputs("=\\fI", out);
        put(out, option->arg);
        fputs("\\fR", out);
    }
    putc('\n', out);
    put(out, option->doc != NULL ? option->doc : "");
    putc('\n', out);
}

static void put_exits(FILE *out)
{
    section(out, "EXIT STATUS");
#define X(symbol, value, meaning) put_term(out, #value, meaning);
    TL_EXITS(X)
#undef X
}

/* --- a command's page --- */

/* Each line of `words` is a way to call it. */
static void put_synopsis(FILE *out, const struct described *command)
{
    const char *words = command->argp->args_doc != NULL ? command->argp->args_doc : "";
    section(out, "SYNOPSIS");
    do {
        size_t length = strcspn(words, "\n");
        fprintf(out, ".B taskloss %s\n[\\fIOPTION\\fR...] ", command->name);
        put_text(out, words, length);
        fputs("\n.br\n", out);
        words += length + (words[length] == '\n');
    } while (*words != '\0');
}

static void put_command(FILE *out, const struct described *command)
{
    const char *doc = command->argp->doc, *after = strchr(doc, '\v');
    char upper[32];
    size_t length = 0;
    for (; command->name[length] != '\0' && length < sizeof upper - 1; length++)
        upper[length] = (char)(command->name[length] - 'a' + 'A');
    upper[length] = '\0';
    fprintf(out, ".TH TASKLOSS\\-%s 1 \"\" \"taskloss %s\" \"User Commands\"\n", upper,
            TASKLOSS_VERSION);
    section(out, "NAME");
    fprintf(out, "taskloss\\-%s \\- ", command->name);
    put(out, command->help);
    putc('\n', out);
    put_synopsis(out, command);
    section(out, "DESCRIPTION");
    put_text(out, doc, after != NULL ? (size_t)(after - doc) : strlen(doc));
    putc('\n', out);
    section(out, "OPTIONS");
    options_each(command->argp, put_option, out);
    if (after != NULL) {
        section(out, "NOTES");
        put(out, after + 1);
        putc('\n', out);
    }
    put_exits(out);
    section(out, "SEE ALSO");
    fputs(".BR taskloss (1)\n", out);
}

/* --- the page of all --- */

static void put_whole(FILE *out)
{
    fprintf(out, ".TH TASKLOSS 1 \"\" \"taskloss %s\" \"User Commands\"\n", TASKLOSS_VERSION);
    section(out, "NAME");
    fputs("taskloss \\- runs asyncio jobs under garbage collection and counts what becomes of "
          "them\n",
          out);
    section(out, "SYNOPSIS");
    fputs(".B taskloss\n\\fICOMMAND\\fR [\\fIOPTION\\fR...]\n", out);
    section(out, "COMMANDS");
    for (size_t i = 0; i < described_count; i++)
        put_term(out, described[i].name, described[i].help);
    section(out, "OPTIONS");
    put_term(out, "--help", "the commands; of a command: its options");
    put_term(out, "--version", "the version; with --json also the forms of what it writes");
    put_exits(out);
    section(out, "FILES");
    put_term(out, "taskloss.yaml", "settings; see taskloss-config(1)");
    put_term(out, "results/taskloss.sqlite", "what was measured, in this folder by default");
    put_term(out, "~/.cache/taskloss",
             "Pythons, event loops and libraries that were fetched, and what Pythons answered");
    section(out, "ENVIRONMENT");
    put_term(out, "TASKLOSS_OPTION", "the value of an option, as TASKLOSS_SEED for --seed");
    put_term(out, "TASKLOSS_CACHE", "the cache folder, an absolute path");
    put_term(out, "NO_COLOR, FORCE_COLOR, CI", "as of --color auto");
    section(out, "SEE ALSO");
    for (size_t i = 0; i < described_count; i++)
        fprintf(out, ".BR taskloss\\-%s (1)%s\n", described[i].name,
                i + 1 < described_count ? "," : "");
}

/* --- the command --- */

struct arguments {
    const struct described *command; /* NULL: all */
    struct tl_error *error;
};

static error_t parse(int key, char *word, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    const char *names[64];
    char hint[80];
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    for (size_t i = 0; i < described_count && i < 64; i++) {
        names[i] = described[i].name;
        if (strcmp(names[i], word) == 0)
            return arguments->command = &described[i], 0;
    }
    tl_fail(arguments->error, TL_EXIT_USAGE, "there is no command '%s'%s", word,
            near_hint(hint, sizeof hint, word, names, described_count));
    return EINVAL;
}

const struct argp argp_manual = {
    .parser = parse,
    .args_doc = "[COMMAND]",
    .doc = "Prints the manual page of a command, or of taskloss, as man reads it: 'taskloss manual "
           "run | man -l -'. An installed taskloss has them in place: 'man taskloss-run'."};

int cmd_manual(int argc, char **argv, struct tl_error *error)
{
    struct arguments arguments = {.error = error};
    int result = options_parse(&argp_manual, argc, argv, &arguments, error);
    if (result != 0)
        return result > 0 ? TL_EXIT_AS_EXPECTED : -1;
    if (arguments.command != NULL)
        put_command(stdout, arguments.command);
    else
        put_whole(stdout);
    return TL_EXIT_AS_EXPECTED;
}
