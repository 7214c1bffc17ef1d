/* The command line of `taskloss watch`: its own options, then the program's words. */
#include "watch_arguments.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "list.h"
#include "memory.h"
#include "options.h"
#include "paths.h"
#include "program.h"
#include "text.h"

enum {
    KEY_OBSERVE = 256,
    KEY_ZEAL,
    KEY_ALSO,
    KEY_BUDGET,
    KEY_FRAMES,
    KEY_JSON,
    KEY_SARIF,
    KEY_JUNIT,
    KEY_XUNIT2,
    KEY_GITHUB,
    KEY_IGNORE,
    KEY_ACCEPTED,
    KEY_EVENTS,
    KEY_FROM,
    KEY_STRICT,
    KEY_NO_RESULTS,
    KEY_WAIT
};

static const struct argp_option option_table[] = {
    {"observe", KEY_OBSERVE, NULL, 0, "hold nothing; report what really dies", 0},
    {"zeal", KEY_ZEAL, NULL, 0, "hold nothing, and collect at each loop step", 0},
    {"also", KEY_ALSO, "KINDS", 0,
     "also report never-retrieved, pending-at-end, never-awaited (commas between), or all", 0},
    {"budget", KEY_BUDGET, "SHARE", 0, "of the time that watching may take (3%)", 0},
    {"frames", KEY_FRAMES, "N", 0, "how many callers to keep of where a task was made (3)", 0},
    {"wait", KEY_WAIT, NULL, 0, "also for processes that the program leaves running", 0},
    {"strict", KEY_STRICT, NULL, 0, "orphaned tasks are failures too", 0},
    {"verbose", 'v', NULL, 0, "a line a finding, as soon as it is made", 0},
    {"ignore", KEY_IGNORE, "PLACE", 0, "accept findings made at FILE, FILE:LINE or FILE:FUNCTION",
     1},
    {"accepted", KEY_ACCEPTED, "FILE", 0, "accept those in it: lines of PLACE UNTIL REASON", 1},
    {"json", KEY_JSON, "FILE", 0, "all findings as JSON", 2},
    {"sarif", KEY_SARIF, "FILE", 0, "as SARIF 2.1.0", 2},
    {"junit", KEY_JUNIT, "FILE", 0, "as JUnit XML", 2},
    {"xunit2", KEY_XUNIT2, "FILE", 0, "as JUnit XML by the schema of Jenkins' xUnit plugin", 2},
    {"github", KEY_GITHUB, NULL, 0,
     "annotations on standard error (on GitHub's runners they are there anyhow)", 2},
    {"python", 'p', "SPEC", 0,
     "with cases (CASE... or all) in place of a program: run them on it, and watch them", 3},
    {"results", 'R', "DIR", 0, "where the findings are kept (results)", 3},
    {"no-results", KEY_NO_RESULTS, NULL, 0, "they are not kept", 3},
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
    "watched.\n"
    "Of cases in place of a program it says whether `run` and `watch` see the same losses: two "
    "detectors, one in an embedded Python, one in an ordinary one.";

/* ---- the command line ---- */

static error_t refuse(struct watch_arguments *arguments, const char *what, const char *word)
{
    tl_fail(arguments->error, TL_EXIT_USAGE, "%s: '%s'; see 'taskloss watch --help'", what, word);
    return EINVAL;
}

static error_t add_sorts(struct watch_arguments *arguments, const char *words)
{
    char *copy = text_make("%s", words), *rest = copy;
    for (char *word; (word = strsep(&rest, ",")) != NULL;) {
        unsigned bits = strcmp(word, "all") == 0 ? ~1u & ((1u << WATCHING_SORT_COUNT) - 1) : 0;
        for (unsigned i = 1; i < WATCHING_SORT_COUNT; i++)
            if (strcmp(word, events_sorts[i]) == 0)
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

static error_t set_budget(struct watch_arguments *arguments, const char *word)
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

static error_t set_flag(struct watch_arguments *arguments, int key)
{
    switch (key) {
    case KEY_OBSERVE:
        return (arguments->mode = WATCHING_OBSERVE, 0);
    case KEY_ZEAL:
        return (arguments->mode = WATCHING_ZEAL, 0);
    case KEY_STRICT:
        return (arguments->strict = true, 0);
    case 'v':
        return (arguments->verbose = true, 0);
    case KEY_GITHUB:
        return (arguments->github = true, 0);
    case KEY_WAIT:
        return (arguments->wait = true, 0);
    case KEY_NO_RESULTS:
        return (arguments->no_results = true, 0);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t set_file(struct watch_arguments *arguments, int key, const char *word)
{
    switch (key) {
    case KEY_JSON:
        return (arguments->json = word, 0);
    case KEY_SARIF:
        return (arguments->sarif = word, 0);
    case KEY_JUNIT:
        return (arguments->junit = word, 0);
    case KEY_XUNIT2:
        return (arguments->xunit2 = word, 0);
    case KEY_EVENTS:
        return (arguments->events = word, 0);
    case 'R':
        return (arguments->results = word, 0);
    case KEY_FROM:
        return (arguments->from = word, 0);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t add_word(struct run_words *words, const char *word)
{
    *(const char **)list_grow(&words->items, words->count++, sizeof *words->items) = word;
    return 0;
}

static error_t set_value(struct watch_arguments *arguments, int key, char *word)
{
    switch (key) {
    case KEY_ALSO:
        return add_sorts(arguments, word);
    case KEY_BUDGET:
        return set_budget(arguments, word);
    case KEY_FRAMES:
        return options_number("--frames", word, 1, 8, &arguments->frames, arguments->error) < 0
                   ? EINVAL
                   : 0;
    case 'p':
        return add_word(&arguments->pythons, word);
    case ARGP_KEY_ARG:
        return add_word(&arguments->cases, word);
    case KEY_IGNORE:
        allowed_add(&arguments->allowed, word, NULL, "--ignore");
        return 0;
    case KEY_ACCEPTED:
        return allowed_read(&arguments->allowed, word, arguments->error) < 0 ? EINVAL : 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    error_t result = set_flag(state->input, key);
    if (result == ARGP_ERR_UNKNOWN)
        result = set_file(state->input, key, word);
    return result == ARGP_ERR_UNKNOWN ? set_value(state->input, key, word) : result;
}

const struct argp argp_watch = {.options = option_table,
                                .parser = parse,
                                .args_doc = "[--] PROGRAM [ARGUMENT...]\n--python SPEC CASE...",
                                .doc = doc};

/* The program begins behind "--", or at the first word that is no option's. */
static int find_program(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            return i;
        if (argv[i][0] != '-' || argv[i][1] == '\0')
            return i;
        i += options_takes_next(&argp_watch, argv[i]);
    }
    return argc;
}

int watch_arguments_cases(struct tl_cases *cases, const char *const *words, size_t count,
                          struct tl_error *error)
{
    char *folder = paths_cases(error);
    int result = folder != NULL ? cases_load(cases, folder, error) : -1;
    free(folder);
    bool is_all = count == 1 && strcmp(words[0], "all") == 0;
    return result == 0 && !is_all ? cases_select(cases, words, count, error) : result;
}

static bool are_cases(const char *word)
{
    struct tl_cases cases = {0};
    struct tl_error ignored;
    bool result = watch_arguments_cases(&cases, &word, 1, &ignored) == 0;
    cases_free(&cases);
    return result;
}

/* A program that can be started is one, whatever else has its name. */
static bool names_cases(const struct watch_arguments *arguments, const char *word)
{
    struct tl_error ignored;
    if (arguments->pythons.count > 0)
        return true;
    return program_check(word, &ignored) != 0 && are_cases(word);
}

/* Options may follow cases. */
static int read_cases(struct watch_arguments *arguments, int argc, char **argv)
{
    char name[] = "taskloss watch", **words = memory_zeroed((size_t)argc + 2, sizeof *words);
    words[0] = name;
    memcpy(words + 1, argv, (size_t)argc * sizeof *words);
    int result = options_parse(&argp_watch, argc + 1, words, arguments, arguments->error);
    free(words);
    return result;
}

int watch_arguments_read(struct watch_arguments *arguments, int argc, char **argv)
{
    int own = find_program(argc, argv);
    char *at = own < argc ? argv[own] : NULL;
    if (own < argc)
        argv[own] = NULL;
    int result = options_parse(&argp_watch, own, argv, arguments, arguments->error);
    if (own < argc)
        argv[own] = at;
    if (result != 0)
        return result;
    arguments->marked = at != NULL && strcmp(at, "--") == 0;
    arguments->program = argv + own + arguments->marked;
    if (at != NULL && !arguments->marked && names_cases(arguments, at))
        return read_cases(arguments, argc - own, argv + own);
    if (arguments->pythons.count > 0)
        return tl_fail(arguments->error, TL_EXIT_USAGE,
                       "--python is for cases: a program behind '--' brings its own");
    if (arguments->program[0] == NULL && arguments->from == NULL)
        return tl_fail(arguments->error, TL_EXIT_USAGE,
                       "no program; as in 'taskloss watch -- python app.py'");
    if (arguments->program[0] != NULL && arguments->from != NULL)
        return tl_fail(arguments->error, TL_EXIT_USAGE, "--from takes no program");
    return 0;
}

void watch_arguments_free(struct watch_arguments *arguments)
{
    allowed_free(&arguments->allowed);
    free(arguments->cases.items);
    free(arguments->pythons.items);
}
