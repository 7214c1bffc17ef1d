/* taskloss: finds the subcommand, and is the only place that prints errors and exits. */
#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <jansson.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlmemory.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "commands.h"
#include "files.h"
#include "forms.h"
#include "leavings.h"
#include "memory.h"
#include "names.h"
#include "near.h"
#include "options.h"
#include "settings.h"
#include "store.h"

struct command {
    const char *name, *help;
    int (*run)(int argc, char **argv, struct tl_error *error);
};

static const struct command commands[] = {
#define X(name, help) {#name, help, cmd_##name},
    TL_COMMANDS(X)
#undef X
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static const char *const command_names[] = {
#define X(name, help) #name,
    TL_COMMANDS(X)
#undef X
        "--help",
    "--version"};

static int print_help(void)
{
    printf("Usage: taskloss COMMAND [OPTION...]\n"
           "Runs asyncio jobs under garbage collection and counts what becomes of them.\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-10s %s\n", commands[i].name, commands[i].help);
    printf("\n  --version  the version of taskloss\n"
           "  --help     this help; 'taskloss COMMAND --help' for a command\n\nExit status:\n");
#define X(symbol, value, meaning) printf("  %-10d %s\n", value, meaning);
    TL_EXITS(X)
#undef X
    return TL_EXIT_AS_EXPECTED;
}

/* The version, and those of what it writes, for programs. */
static int print_version(const char *how, struct tl_error *error)
{
    if (how == NULL) {
        printf("taskloss %s\n", TASKLOSS_VERSION);
        return TL_EXIT_AS_EXPECTED;
    }
    if (strcmp(how, "--json") != 0 && strcmp(how, "-J") != 0)
        return tl_fail(error, TL_EXIT_USAGE, "--version takes --json, and no '%s'", how);
    char oldest[16];
    snprintf(oldest, sizeof oldest, "3.%d", NAMES_OLDEST_MINOR);
    json_t *document =
        json_pack("{s:s, s:s, s:s, s:i, s:s}", "schema", FORM_VERSION, "name", "taskloss",
                  "version", TASKLOSS_VERSION, "results", store_version(), "python", oldest);
    json_dumpf(document, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(document);
    return TL_EXIT_AS_EXPECTED;
}

static int unknown_command(const char *name, struct tl_error *error)
{
    const char *near =
        near_name(name, command_names, sizeof command_names / sizeof command_names[0]);
    const char *kind = name[0] == '-' ? "option" : "command";
    if (near != NULL)
        return tl_fail(error, TL_EXIT_USAGE, "unknown %s '%s'; did you mean '%s'?", kind, name,
                       near);
    return tl_fail(error, TL_EXIT_USAGE, "unknown %s '%s'; see 'taskloss --help'", kind, name);
}

static int run_command(const struct command *command, int argc, char **argv, struct tl_error *error)
{
    char name[64];
    if (files_allow_open(FILES_LEAST, error) < 0)
        return -1;
    snprintf(name, sizeof name, "taskloss %s", command->name);
    argv[1] = name;
    return command->run(argc - 1, argv + 1, error);
}

static int dispatch(int argc, char **argv, struct tl_error *error)
{
    if (argc < 2)
        return tl_fail(error, TL_EXIT_USAGE, "no command; see 'taskloss --help'");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return print_help();
    if (strcmp(argv[1], "--version") == 0)
        return print_version(argc > 2 ? argv[2] : NULL, error);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return run_command(&commands[i], argc, argv, error);
    return unknown_command(argv[1], error);
}

/* A closed standard stream would hand its number to the next file that is opened, and that file
 * would get our output. Opened the wrong way round, it fails instead. */
static void fill_standard_streams(void)
{
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
            _exit(TL_EXIT_USAGE);
}

/* The reader of our output is gone, as in `taskloss run | head`: that is no error. */
static int reader_gone(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP));
}

static int finish_output(int code)
{
    errno = 0;
    int failed = ferror(stdout) || fflush(stdout) != 0;
    int why = errno, gone = failed && (why == EPIPE || reader_gone());
    failed |= fclose(stdout) != 0;
    if (!failed || gone)
        return code;
    if (why == 0)
        why = errno;
    fprintf(stderr, "taskloss: cannot write to standard output: %s\n",
            why != 0 ? strerror(why) : "an earlier write failed");
    return TL_EXIT_UNMEASURED;
}

/* libxml2 would tell of a full disk in a line of its own. */
static void ignore_xml(void *context, const char *format, ...)
{
    (void)context, (void)format;
}

static void *resized(void *old, size_t size)
{
    return memory_resized(old, size);
}

static void *allocated(size_t size)
{
    return memory_resized(NULL, size);
}

static void *zeroed(size_t count, size_t size)
{
    return memory_zeroed(count, size);
}

/* A number that GSL refuses comes of results that cannot be. */
static void refused(const char *why, const char *file, int line, int code)
{
    (void)file, (void)line, (void)code;
    fprintf(stderr, "taskloss: the results cannot be reckoned with (%s)\n", why);
    exit(TL_EXIT_UNMEASURED);
}

/* Libraries that would go on without what they could not allocate, or abort, follow memory.h. */
static void teach_libraries(void)
{
    uv_replace_allocator(allocated, resized, zeroed, free);
    json_set_alloc_funcs(allocated, free);
    xmlMemSetup(free, allocated, resized, memory_text);
    xmlSetGenericErrorFunc(NULL, ignore_xml);
    gsl_set_error_handler(refused);
}

int main(int argc, char **argv)
{
    struct tl_error error = {TL_EXIT_USAGE, ""};
    fill_standard_streams();
    leavings_watch();
    setlocale(LC_CTYPE, "");
    teach_libraries();
    options_from(settings_values);
    int code = dispatch(argc, argv, &error);
    if (code < 0) {
        fprintf(stderr, "taskloss: %s\n", error.text);
        code = (int)error.exit;
    }
    return finish_output(code);
}
