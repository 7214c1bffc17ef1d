/* taskloss completion: a script for bash, zsh or fish, made from the options' own tables. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "described.h"
#include "near.h"
#include "options.h"

/* --- bash --- */

static void bash_option(void *context, const struct argp_option *option)
{
    FILE *out = context;
    fprintf(out, " --%s", option->name);
    if (described_letter(option) != '\0')
        fprintf(out, " -%c", described_letter(option));
}

/* "--guard" or "-g" before the word at hand: what that can be. */
static void bash_value(void *context, const struct argp_option *option)
{
    FILE *out = context;
    enum value_kind kind = described_kind(option);
    if (kind == VALUE_NONE)
        return;
    fprintf(out, "            --%s", option->name);
    if (described_letter(option) != '\0')
        fprintf(out, " | -%c", described_letter(option));
    if (kind == VALUE_CHOICE) {
        char *choices = described_choices(option);
        fprintf(out, ") mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$word\") ;;\n", choices);
        free(choices);
    } else if (kind == VALUE_FILE || kind == VALUE_FOLDER)
        fprintf(out, ") mapfile -t COMPREPLY < <(compgen -%c -- \"$word\") ;;\n",
                kind == VALUE_FILE ? 'f' : 'd');
    else
        fputs(") COMPREPLY=() ;;\n", out);
}

static void bash_command(FILE *out, const struct described *command)
{
    fprintf(out,
            "    %s)\n"
            "        case $before in\n",
            command->name);
    options_each(command->argp, bash_value, out);
    fputs("            *)\n"
          "            case $word in\n"
          "            -*) mapfile -t COMPREPLY < <(compgen -W '",
          out);
    options_each(command->argp, bash_option, out);
    fprintf(out,
            "' -- \"$word\") ;;\n"
            "            *) mapfile -t COMPREPLY < <(compgen -W \"$(_taskloss_words %s)\" -- "
            "\"$word\"; "
            "compgen -f -- \"$word\") ;;\n"
            "            esac ;;\n"
            "        esac ;;\n",
            command->name);
}

/* Of all commands, with ' ' before each. */
static void put_names(FILE *out)
{
    for (size_t i = 0; i < described_count; i++)
        fprintf(out, " %s", described[i].name);
}

static void put_bash(FILE *out)
{
    fputs("# bash completion for taskloss, made by 'taskloss completion bash'.\n"
          "_taskloss_words() { # COMMAND: words that it takes\n"
          "    case $1 in\n"
          "    run | check | explore | cases | why) taskloss cases --json 2>/dev/null |\n"
          "        sed -n 's/^ *\"\\(id\\|name\\)\": \"\\([^\"]*\\)\".*/\\2/p' ;;\n"
          "    get) echo pythons loops libraries ;;\n"
          "    completion) echo bash zsh fish ;;\n"
          "    manual | config) echo",
          out);
    put_names(out);
    fputs(" ;;\n"
          "    esac\n"
          "}\n"
          "_taskloss() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W '--help --version",
          out);
    put_names(out);
    fputs("' -- \"$word\")\n"
          "        return\n"
          "    fi\n"
          "    case ${COMP_WORDS[1]} in\n",
          out);
    for (size_t i = 0; i < described_count; i++)
        bash_command(out, &described[i]);
    fputs("    esac\n"
          "}\n"
          "complete -F _taskloss taskloss\n",
          out);
}

/* --- zsh --- */

#define ZSH_SPECIAL "[]:\\"

static void zsh_value(FILE *out, const struct argp_option *option)
{
    enum value_kind kind = described_kind(option);
    if (kind == VALUE_NONE)
        return;
    fprintf(out, "':%s:", option->arg);
    if (kind == VALUE_CHOICE) {
        char *choices = described_choices(option);
        fprintf(out, "(%s)", choices);
        free(choices);
    } else if (kind == VALUE_FILE || kind == VALUE_FOLDER)
        fputs(kind == VALUE_FILE ? "_files" : "_files -/", out);
    putc('\'', out);
}

static void zsh_name(FILE *out, const char *dashes, const char *name, size_t length,
                     const struct argp_option *option)
{
    fprintf(out, " \\\n        '*%s%.*s", dashes, (int)length, name);
    fputs(option->arg == NULL ? "" : length == 1 ? "+" : "=", out);
    fputs("['", out);
    described_quote(out, option->doc, described_brief(option->doc), ZSH_SPECIAL);
    fputs("']'", out);
    zsh_value(out, option);
}

static void zsh_option(void *context, const struct argp_option *option)
{
    char letter = described_letter(option);
    zsh_name(context, "--", option->name, strlen(option->name), option);
    if (letter != '\0')
        zsh_name(context, "-", &letter, 1, option);
}

static void zsh_words(FILE *out, const char *command)
{
    static const struct {
        const char *command, *words;
    } known[] = {{"get", "(pythons loops libraries)"}, {"completion", "(bash zsh fish)"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].command, command) == 0) {
            fprintf(out, " \\\n        '*:word:%s'", known[i].words);
            return;
        }
    fputs(" \\\n        '*:word:_files'", out);
}

static void put_zsh(FILE *out)
{
    fputs("#compdef taskloss\n"
          "# zsh completion for taskloss, made by 'taskloss completion zsh'.\n"
          "_taskloss() {\n"
          "    if (( CURRENT == 2 )); then\n"
          "        local -a commands=(",
          out);
    for (size_t i = 0; i < described_count; i++) {
        fprintf(out, "\n            '%s:'", described[i].name);
        described_quote(out, described[i].help, strlen(described[i].help), ZSH_SPECIAL);
    }
    fputs("\n            '--help:this help' '--version:the version')\n"
          "        _describe command commands\n"
          "        return\n"
          "    fi\n"
          "    local command=$words[2]\n"
          "    shift words\n"
          "    (( CURRENT -= 1 ))\n"
          "    case $command in\n",
          out);
    for (size_t i = 0; i < described_count; i++) {
        fprintf(out, "    %s) _arguments -s", described[i].name);
        options_each(described[i].argp, zsh_option, out);
        zsh_words(out, described[i].name);
        fputs(" ;;\n", out);
    }
    fputs("    esac\n"
          "}\n"
          "_taskloss \"$@\"\n",
          out);
}

/* --- fish --- */

struct fish {
    FILE *out;
    const char *command;
};

/* Its single quotes know a backslash. */
static void fish_quote(FILE *out, const char *text, size_t length)
{
    putc('\'', out);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\'' || text[i] == '\\')
            putc('\\', out);
        putc(text[i], out);
    }
    putc('\'', out);
}

static void fish_option(void *context, const struct argp_option *option)
{
    const struct fish *fish = context;
    enum value_kind kind = described_kind(option);
    fprintf(fish->out, "complete -c taskloss -n '__fish_seen_subcommand_from %s' -l %s",
            fish->command, option->name);
    if (described_letter(option) != '\0')
        fprintf(fish->out, " -s %c", described_letter(option));
    if (kind == VALUE_CHOICE) {
        char *choices = described_choices(option);
        fprintf(fish->out, " -x -a '%s'", choices);
        free(choices);
    } else if (kind != VALUE_NONE)
        fputs(kind == VALUE_TEXT ? " -x" : " -r -F", fish->out);
    fputs(" -d ", fish->out);
    fish_quote(fish->out, option->doc, described_brief(option->doc));
    putc('\n', fish->out);
}

static void put_fish(FILE *out)
{
    fputs("# fish completion for taskloss, made by 'taskloss completion fish'.\n"
          "complete -c taskloss -n __fish_use_subcommand -l version -d 'the version'\n"
          "complete -c taskloss -n __fish_use_subcommand -l help -d 'this help'\n",
          out);
    for (size_t i = 0; i < described_count; i++) {
        fprintf(out, "complete -c taskloss -f -n __fish_use_subcommand -a %s -d ",
                described[i].name);
        fish_quote(out, described[i].help, strlen(described[i].help));
        putc('\n', out);
    }
    for (size_t i = 0; i < described_count; i++) {
        struct fish fish = {out, described[i].name};
        options_each(described[i].argp, fish_option, &fish);
    }
    fputs(
        "complete -c taskloss -f -n '__fish_seen_subcommand_from get' -a 'pythons loops "
        "libraries'\n"
        "complete -c taskloss -f -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n",
        out);
}

/* --- all --- */

static const struct shell {
    const char *name;
    void (*put)(FILE *out);
} shells[] = {{"bash", put_bash}, {"zsh", put_zsh}, {"fish", put_fish}};

#define SHELL_COUNT (sizeof shells / sizeof shells[0])

struct arguments {
    const struct shell *shell;
    struct tl_error *error;
};

static error_t parse(int key, char *word, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    static const char *const names[] = {"bash", "zsh", "fish"};
    char hint[80];
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    for (size_t i = 0; i < SHELL_COUNT; i++)
        if (strcmp(shells[i].name, word) == 0)
            return arguments->shell = &shells[i], 0;
    tl_fail(arguments->error, TL_EXIT_USAGE, "completion is for bash, zsh or fish, not '%s'%s",
            word, near_hint(hint, sizeof hint, word, names, SHELL_COUNT));
    return EINVAL;
}

const struct argp argp_completion = {
    .parser = parse,
    .args_doc = "bash|zsh|fish",
    .doc = "Prints a script that completes commands, options and their values. For bash: 'source "
           "<(taskloss completion bash)'; for zsh into a file _taskloss of a folder of $fpath; for "
           "fish into ~/.config/fish/completions/taskloss.fish. An installed taskloss has them in "
           "place."};

int cmd_completion(int argc, char **argv, struct tl_error *error)
{
    struct arguments arguments = {.error = error};
    int result = options_parse(&argp_completion, argc, argv, &arguments, error);
    if (result != 0)
        return result > 0 ? TL_EXIT_AS_EXPECTED : -1;
    if (arguments.shell == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "for which shell? bash, zsh or fish");
    arguments.shell->put(stdout);
    return TL_EXIT_AS_EXPECTED;
}
