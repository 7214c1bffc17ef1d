/* taskloss watch: a program of the user's, unchanged, and the jobs that it would lose. */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "allowed.h"
#include "commands.h"
#include "events_file.h"
#include "launch.h"
#include "near.h"
#include "options.h"
#include "paths.h"
#include "program.h"
#include "replace.h"
#include "text.h"
#include "utf8.h"
#include "watch_formats.h"
#include "watched.h"

enum {
    KEY_OBSERVE = 256,
    KEY_ZEAL,
    KEY_ALSO,
    KEY_BUDGET,
    KEY_FRAMES,
    KEY_JSON,
    KEY_SARIF,
    KEY_JUNIT,
    KEY_GITHUB,
    KEY_IGNORE,
    KEY_ACCEPTED,
    KEY_EVENTS,
    KEY_FROM,
    KEY_STRICT
};

struct arguments {
    char **program; /* and its arguments, then NULL */
    enum watching_mode mode;
    unsigned also;
    uint64_t permille, frames;
    const char *json, *sarif, *junit, *events, *from;
    bool github, verbose, strict;
    struct allowed_list allowed;
    struct tl_error *error;
};

static const struct argp_option option_table[] = {
    {"observe", KEY_OBSERVE, NULL, 0, "hold nothing; report what really dies", 0},
    {"zeal", KEY_ZEAL, NULL, 0, "hold nothing, and collect at each loop step", 0},
    {"also", KEY_ALSO, "KINDS", 0,
     "also report never-retrieved, pending-at-end, never-awaited (commas between), or all", 0},
    {"budget", KEY_BUDGET, "SHARE", 0, "of the time that looking may take (5%)", 0},
    {"frames", KEY_FRAMES, "N", 0, "how many callers to keep of where a task was made (3)", 0},
    {"strict", KEY_STRICT, NULL, 0, "orphaned tasks are failures too", 0},
    {"verbose", 'v', NULL, 0, "a line a finding, as soon as it is made", 0},
    {"ignore", KEY_IGNORE, "PLACE", 0, "accept findings made at FILE, FILE:LINE or FILE:FUNCTION",
     1},
    {"accepted", KEY_ACCEPTED, "FILE", 0, "accept those in it: lines of PLACE UNTIL REASON", 1},
    {"json", KEY_JSON, "FILE", 0, "all findings as JSON", 2},
    {"sarif", KEY_SARIF, "FILE", 0, "as SARIF 2.1.0", 2},
    {"junit", KEY_JUNIT, "FILE", 0, "as JUnit XML", 2},
    {"github", KEY_GITHUB, NULL, 0,
     "annotations on standard error (on GitHub's runners they are there anyhow)", 2},
    {"events", KEY_EVENTS, "FILE", 0, "keep the raw events in it", 3},
    {"from", KEY_FROM, "FILE", 0, "report such a file again; no program", 3},
    {0},
};

static const char doc[] =
    "Run a program or test suite of your own, unchanged, and report each asyncio task that the "
    "garbage collector could have destroyed before it was done.\v"
    "A pending task that nobody holds is held by taskloss from then on (rescue): if the program "
    "then wakes it, it would have been lost, and that is the proof.\n"
    "The program's output, exit status, signals and terminal are its own. The exit status is 1 "
    "where the program's is 0 and a task was or would have been lost, and 3 where nothing could be "
    "watched.";

/* ---- the command line ---- */

static const char *const sort_names[] = {
#define X(symbol, name) name,
    WATCHING_SORTS(X)
#undef X
};

static error_t refuse(struct arguments *arguments, const char *what, const char *word)
{
    tl_fail(arguments->error, TL_EXIT_USAGE, "%s: '%s'; see 'taskloss watch --help'", what, word);
    return EINVAL;
}

static error_t add_sorts(struct arguments *arguments, const char *words)
{
    char *copy = text_make("%s", words), *rest = copy;
    for (char *word; (word = strsep(&rest, ",")) != NULL;) {
        unsigned bits = strcmp(word, "all") == 0 ? ~1u & ((1u << WATCHING_SORT_COUNT) - 1) : 0;
        for (unsigned i = 1; i < WATCHING_SORT_COUNT; i++)
            if (strcmp(word, sort_names[i]) == 0)
                bits |= 1u << i;
        arguments->also |= bits;
        if (bits == 0) {
            free(copy);
            return refuse(arguments, "--also knows no such kind", words);
        }
    }
    free(copy);
    return 0;
}

static error_t set_budget(struct arguments *arguments, const char *word)
{
    char *end;
    double share = strtod(word, &end);
    if (*end == '%' && end != word)
        end++;
    if (end == word || *end != '\0' || !(share >= 0.1 && share <= 100))
        return refuse(arguments, "--budget is a share of the time, 0.1% to 100%", word);
    arguments->permille = (uint64_t)(share * 10 + 0.5);
    return 0;
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case KEY_OBSERVE:
        arguments->mode = WATCHING_OBSERVE;
        return 0;
    case KEY_ZEAL:
        arguments->mode = WATCHING_ZEAL;
        return 0;
    case KEY_ALSO:
        return add_sorts(arguments, word);
    case KEY_BUDGET:
        return set_budget(arguments, word);
    case KEY_FRAMES:
        return options_number("--frames", word, 1, 8, &arguments->frames, arguments->error) < 0
                   ? EINVAL
                   : 0;
    case KEY_STRICT:
        arguments->strict = true;
        return 0;
    case 'v':
        arguments->verbose = true;
        return 0;
    case KEY_IGNORE:
        allowed_add(&arguments->allowed, word, NULL, "--ignore");
        return 0;
    case KEY_ACCEPTED:
        return allowed_read(&arguments->allowed, word, arguments->error) < 0 ? EINVAL : 0;
    case KEY_JSON:
        arguments->json = word;
        return 0;
    case KEY_SARIF:
        arguments->sarif = word;
        return 0;
    case KEY_JUNIT:
        arguments->junit = word;
        return 0;
    case KEY_GITHUB:
        arguments->github = true;
        return 0;
    case KEY_EVENTS:
        arguments->events = word;
        return 0;
    case KEY_FROM:
        arguments->from = word;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The program begins behind "--", or at the first word that is no option's. */
static int find_program(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            return i;
        if (argv[i][0] != '-' || argv[i][1] == '\0')
            return i;
        if (strchr(argv[i], '=') != NULL || argv[i][1] != '-')
            continue;
        for (const struct argp_option *o = option_table; o->name != NULL; o++)
            if (strcmp(argv[i] + 2, o->name) == 0 && o->arg != NULL)
                i++;
    }
    return argc;
}

static int read_arguments(struct arguments *arguments, int argc, char **argv)
{
    const struct argp argp = {.options = option_table,
                              .parser = parse,
                              .args_doc = "[--] PROGRAM [ARGUMENT...]",
                              .doc = doc};
    int own = find_program(argc, argv);
    char *at = own < argc ? argv[own] : NULL;
    if (own < argc)
        argv[own] = NULL;
    int result = options_parse(&argp, own, argv, arguments, arguments->error);
    if (own < argc)
        argv[own] = at;
    if (result != 0)
        return result;
    arguments->program = argv + own + (at != NULL && strcmp(at, "--") == 0);
    if (arguments->program[0] == NULL && arguments->from == NULL)
        return tl_fail(arguments->error, TL_EXIT_USAGE,
                       "no program; as in 'taskloss watch -- python app.py'");
    if (arguments->program[0] != NULL && arguments->from != NULL)
        return tl_fail(arguments->error, TL_EXIT_USAGE, "--from takes no program");
    return 0;
}

/* ---- live lines ---- */

struct live {
    const char *file, *folder;
    long offset;
    unsigned told;
};

static void say_site(const struct live *live, const struct events_site *site)
{
    const struct watched_frame *at = site->made.count > 0 ? &site->made.items[0] : NULL;
    utf8_print(stderr, "taskloss watch: %s:%llu in %s: %s",
               at != NULL ? watch_path(at->file, live->folder) : "?",
               at != NULL ? (unsigned long long)at->line : 0, at != NULL ? at->function : "?",
               site->sort == WATCHING_SORT_JOB ? "a task that nobody holds"
                                               : sort_names[site->sort]);
}

/* Whole lines that were written since the last time. */
static void tell_live(void *of_tick)
{
    struct live *live = of_tick;
    FILE *in = fopen(live->file, "re");
    if (in == NULL || fseek(in, live->offset, SEEK_SET) != 0) {
        if (in != NULL)
            fclose(in);
        return;
    }
    char *line = NULL;
    size_t size = 0;
    for (ssize_t length; (length = getline(&line, &size, in)) > 0 && line[length - 1] == '\n';) {
        struct events events = {0};
        events_take(&events, line, (size_t)length);
        if (events.site_count > 0 && events.sites[0].is_told)
            say_site(live, &events.sites[0]);
        events_free(&events);
        live->offset += length;
    }
    free(line);
    fclose(in);
}

/* ---- running ---- */

/* A new empty file of an absolute path, to be freed; it is the user's where one is asked for. */
static char *events_path(const struct arguments *arguments, struct tl_error *error)
{
    const char *folder = getenv("TMPDIR");
    char *path;
    int fd;
    if (arguments->events != NULL) {
        FILE *file = fopen(arguments->events, "we");
        path = file != NULL ? realpath(arguments->events, NULL) : NULL;
        fd = file != NULL ? fclose(file) : -1;
    } else {
        path = text_make("%s/taskloss-watch-XXXXXX",
                         folder != NULL && folder[0] == '/' ? folder : "/tmp");
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0)
            close(fd);
    }
    if (path != NULL && fd >= 0)
        return path;
    tl_fail(error, TL_EXIT_UNMEASURED, "cannot make a file for events: %s", strerror(errno));
    free(path);
    return NULL;
}

static char *settings_text(const struct arguments *arguments, const char *file)
{
    static const char *const modes[] = {
#define X(symbol, name) name,
        WATCHING_MODES(X)
#undef X
    };
    return text_make("mode=%s;permille=%llu;frames=%llu;also=%u;file=%s", modes[arguments->mode],
                     (unsigned long long)arguments->permille, (unsigned long long)arguments->frames,
                     arguments->also, file);
}

static int start(const struct arguments *arguments, const char *file, const char *folder,
                 int *status, struct tl_error *error)
{
    struct live live = {.file = file, .folder = folder};
    char *library = paths_watch_library(error);
    if (library == NULL || program_check(arguments->program[0], error) != 0) {
        free(library);
        return -1;
    }
    char *settings = settings_text(arguments, file);
    struct launch launch = {.argv = arguments->program,
                            .library = library,
                            .settings = settings,
                            .tick = arguments->verbose ? tell_live : NULL,
                            .of_tick = &live};
    int result = launch_run(&launch, status, error);
    if (result == 0 && arguments->verbose)
        tell_live(&live);
    free(settings);
    free(library);
    return result;
}

/* ---- reporting ---- */

static int write_file(const char *path, const struct watched *watched, const char *folder,
                      int format, struct tl_error *error)
{
    struct replace file;
    if (path == NULL)
        return 0;
    if (replace_begin(&file, path, error) != 0)
        return -1;
    int result = format == KEY_JSON    ? output_watch_json(watched, file.out, error)
                 : format == KEY_SARIF ? output_watch_sarif(watched, folder, file.out, error)
                                       : output_watch_junit(watched, folder, file.out, error);
    return replace_end(&file, result == 0, error) != 0 ? -1 : result;
}

static int write_files(const struct arguments *arguments, const struct watched *watched,
                       const char *folder, struct tl_error *error)
{
    int result = write_file(arguments->json, watched, folder, KEY_JSON, error);
    if (write_file(arguments->sarif, watched, folder, KEY_SARIF, error) != 0)
        result = -1;
    if (write_file(arguments->junit, watched, folder, KEY_JUNIT, error) != 0)
        result = -1;
    return result;
}

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0';
}

static bool is_orphaned(const struct watched *watched)
{
    for (size_t i = 0; i < watched->count; i++)
        if (watched->findings[i].kind == WATCHED_ORPHANED && watched->findings[i].allowed == NULL)
            return true;
    return false;
}

static enum tl_exit verdict(const struct arguments *arguments, const struct watched *watched)
{
    char *nothing = watched_nothing(watched);
    enum tl_exit exit = TL_EXIT_AS_EXPECTED;
    if (nothing != NULL) {
        utf8_print(stderr, "taskloss watch: nothing could be watched: %s", nothing);
        exit = TL_EXIT_UNMEASURED;
    } else if (watched_fails(watched) || (arguments->strict && is_orphaned(watched)))
        exit = TL_EXIT_UNEXPECTED;
    free(nothing);
    return exit;
}

static int report(struct arguments *arguments, const char *file, const char *folder,
                  struct tl_error *error)
{
    struct watched watched;
    if (watched_read(&watched, file, arguments->mode != WATCHING_RESCUE, error) != 0)
        return -1;
    char today[16];
    time_t now = time(NULL);
    strftime(today, sizeof today, "%Y-%m-%d", gmtime(&now));
    allowed_apply(&arguments->allowed, &watched, today);
    struct watch_style style = {
        .folder = folder, .color = isatty(STDERR_FILENO) && !is_set("NO_COLOR"), .most = 20};
    int result = write_files(arguments, &watched, folder, error);
    if (watched.totals.tasks > 0)
        output_watch_text(&watched, &arguments->allowed, &style, stderr);
    if (arguments->github || is_set("GITHUB_ACTIONS"))
        output_watch_github(&watched, folder, stderr);
    if (result == 0)
        result = (int)verdict(arguments, &watched);
    watched_free(&watched);
    return result;
}

/* The program's own status, but where it is 0. */
static int watch(struct arguments *arguments, const char *file, const char *folder,
                 struct tl_error *error)
{
    int status = 0;
    if (arguments->from == NULL && start(arguments, file, folder, &status, error) != 0)
        return -1;
    int result = report(arguments, file, folder, error);
    if (result < 0)
        return -1;
    fflush(NULL);
    if (arguments->from == NULL && arguments->events == NULL)
        unlink(file);
    launch_end_as(status);
    return WIFEXITED(status) && WEXITSTATUS(status) != 0 ? WEXITSTATUS(status) : result;
}

int cmd_watch(int argc, char **argv, struct tl_error *error)
{
    struct arguments arguments = {.permille = 50, .frames = 3, .error = error};
    char folder[PATH_MAX] = "";
    int result = read_arguments(&arguments, argc, argv);
    if (result == 0) {
        char *file = arguments.from != NULL ? text_make("%s", arguments.from)
                                            : events_path(&arguments, error);
        if (getcwd(folder, sizeof folder) == NULL)
            folder[0] = '\0';
        result = file != NULL ? watch(&arguments, file, folder, error) : -1;
        if (arguments.from == NULL && arguments.events == NULL && file != NULL)
            unlink(file);
        free(file);
    } else if (result > 0)
        result = TL_EXIT_AS_EXPECTED;
    allowed_free(&arguments.allowed);
    return result;
}
