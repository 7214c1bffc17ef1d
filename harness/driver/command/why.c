/* taskloss why: who holds a job, or the cycle that does not; and where two Pythons differ in it. */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "commands.h"
#include "list.h"
#include "near.h"
#include "options.h"
#include "paths.h"
#include "whys.h"

enum { KEY_SEED = 256, KEY_JOBS, KEY_STEP, KEY_JSON = 'J', KEY_RESULTS = 'R' };

/* Words of the command line. */
struct words {
    const char **items;
    size_t count;
};

struct arguments {
    struct words cases, pythons;
    int guard; /* -1: bare, or the first one that fits */
    uint64_t seed, jobs, step, trial;
    const char *output, *results;
    bool json;
    struct tl_error *error;
};

static const struct argp_option option_table[] = {
    {"python", 'p', "SPEC", 0,
     "as of 'run'; may be repeated, and then the first link that differs is named; all by default",
     0},
    {"guard", 'g', "G", 0, "how the job is started and owned; bare by default", 0},
    {"step", KEY_STEP, "K", 0,
     "look at this loop step; by default the first one at which a job is exposed, else one in the "
     "middle of its wait",
     0},
    {"jobs", KEY_JOBS, "N", 0, "jobs that the program starts; 4 by default", 0},
    {"seed", KEY_SEED, "S", 0, "1 by default", 0},
    {"json", KEY_JSON, 0, 0, "one JSON document instead of the text", 0},
    {"output", 'o', "FILE", 0,
     "a picture as well: FILE.svg or FILE.png by Graphviz; or its graph, "
     "FILE.dot, or - for that alone",
     0},
    {"results", KEY_RESULTS, "DIR", 0, "where the trials are kept; 'results' by default", 0},
    {0}};

static void add_word(struct words *words, const char *word)
{
    const char **item = list_grow(&words->items, words->count++, sizeof *item);
    *item = word;
}

static error_t parse_guard(struct arguments *arguments, const char *word)
{
    const char *names[TL_GUARD_COUNT];
    char hint[128];
    for (size_t i = 0; i < TL_GUARD_COUNT; i++)
        names[i] = tl_guards[i].name;
    arguments->guard = tl_term_find(tl_guards, TL_GUARD_COUNT, word);
    if (arguments->guard >= 0)
        return 0;
    tl_fail(arguments->error, TL_EXIT_USAGE, "unknown guard '%s'%s", word,
            near_hint(hint, sizeof hint, word, names, TL_GUARD_COUNT));
    return EINVAL;
}

static error_t parse_number(struct arguments *arguments, const char *name, const char *word,
                            uint64_t low, uint64_t high, uint64_t *out)
{
    return options_number(name, word, low, high, out, arguments->error) < 0 ? EINVAL : 0;
}

/* A word of digits alone is a recorded trial. */
static error_t parse_subject(struct arguments *arguments, const char *word)
{
    if (word[0] != '\0' && word[strspn(word, "0123456789")] == '\0' && arguments->trial == 0 &&
        arguments->cases.count == 0)
        return parse_number(arguments, "TRIAL", word, 1, INT64_MAX, &arguments->trial);
    if (arguments->trial != 0) {
        tl_fail(arguments->error, TL_EXIT_USAGE, "one trial alone; '%s' is a second word", word);
        return EINVAL;
    }
    add_word(&arguments->cases, word);
    return 0;
}

static error_t parse_end(struct arguments *arguments)
{
    if (arguments->cases.count == 0 && arguments->trial == 0)
        return tl_fail(arguments->error, TL_EXIT_USAGE,
                       "which case? give its id, name or file, or the number of a recorded trial"),
               EINVAL;
    if (arguments->trial != 0 && arguments->pythons.count + (arguments->guard >= 0) > 0)
        return tl_fail(arguments->error, TL_EXIT_USAGE,
                       "a recorded trial has its Python and its guard"),
               EINVAL;
    return 0;
}

static error_t parse(int key, char *word, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case 'p':
        add_word(&arguments->pythons, word);
        return 0;
    case 'g':
        return parse_guard(arguments, word);
    case KEY_STEP:
        return parse_number(arguments, "--step", word, 1, UINT32_MAX, &arguments->step);
    case KEY_JOBS:
        return parse_number(arguments, "--jobs", word, 1, 1000, &arguments->jobs);
    case KEY_SEED:
        return parse_number(arguments, "--seed", word, 0, INT64_MAX / 2, &arguments->seed);
    case KEY_JSON:
        arguments->json = true;
        return 0;
    case 'o':
        arguments->output = word;
        return output_why_check(word, arguments->error) < 0 ? EINVAL : 0;
    case KEY_RESULTS:
        arguments->results = word;
        return 0;
    case ARGP_KEY_ARG:
        return parse_subject(arguments, word);
    case ARGP_KEY_END:
        return parse_end(arguments);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp argp_why = {
    .options = option_table,
    .parser = parse,
    .args_doc = "CASE...\nTRIAL",
    .doc = "Says of a job, at one loop step, what holds it: the shortest chain of references from "
           "something that a reader knows; or, where nothing does, the cycle that only holds "
           "itself, and the weak link that would have held it. Of two Pythons, or two cases, it "
           "names the first link that differs."};

/* ---- cases ---- */

/* The cases that one word names, and what is made of them. */
struct chosen {
    struct tl_cases cases;
    struct plan *plans; /* one a case */
};

static int load_cases(struct chosen *chosen, const char *word, struct tl_error *error)
{
    char *folder = paths_cases(error);
    if (folder == NULL)
        return -1;
    int result = cases_load(&chosen->cases, folder, error);
    free(folder);
    return result < 0 ? -1 : cases_select(&chosen->cases, &word, 1, error);
}

static uint32_t guard_for(const struct arguments *arguments, const struct tl_case *the_case)
{
    if (arguments->guard >= 0)
        return 1u << arguments->guard;
    if (the_case->guards & 1u << TL_GUARD_BARE)
        return 1u << TL_GUARD_BARE;
    return the_case->guards & -the_case->guards;
}

static int run_case(struct why *why, const struct arguments *arguments,
                    const struct tl_targets *targets, struct tl_case *the_case, struct plan *plan,
                    struct tl_error *error)
{
    struct tl_cases one = {the_case, 1};
    struct pressure pressure = {TL_PRESSURE_STEP, 0};
    struct tl_run run = {.seed = arguments->seed,
                         .jobs = (uint32_t)arguments->jobs,
                         .deadline_ms = 20000,
                         .memory_mb = 1024};
    if (plan_make(plan, targets, &one, guard_for(arguments, the_case), &pressure, 1, error) < 0)
        return -1;
    if (plan->count == 0)
        return tl_fail(error, TL_EXIT_USAGE, "%s: %s", the_case->id,
                       plan->left_out_count > 0 ? plan->left_out[0].why : "no implementation");
    return whys_run(why, plan, &run, (uint32_t)arguments->step, error);
}

/* Of several that one word names, those that do not apply are left out; not all of them. */
static int run_chosen(struct why *why, const struct arguments *arguments,
                      const struct tl_targets *targets, struct chosen *chosen, const char *word,
                      struct tl_error *error)
{
    int result = load_cases(chosen, word, error);
    if (result != 0)
        return result;
    struct plan **plans = &chosen->plans;
    for (size_t i = 0; i < chosen->cases.count; i++)
        list_grow(plans, i, sizeof **plans);
    size_t before = why->count;
    for (size_t i = 0; i < chosen->cases.count && result == 0; i++) {
        result =
            run_case(why, arguments, targets, &chosen->cases.items[i], &chosen->plans[i], error);
        bool others = i + 1 < chosen->cases.count || why->count > before;
        if (result < 0 && chosen->plans[i].count == 0 && error->exit == TL_EXIT_USAGE && others)
            result = 0;
    }
    return result;
}

static void free_chosen(struct chosen *chosen)
{
    for (size_t i = 0; chosen->plans != NULL && i < chosen->cases.count; i++)
        plan_free(&chosen->plans[i]);
    free(chosen->plans);
    cases_free(&chosen->cases);
}

/* ---- showing ---- */

static int show(struct why *why, const struct arguments *arguments, struct tl_error *error)
{
    whys_compare(why);
    int verdict = whys_verdict(why, error);
    if (verdict < 0)
        return -1;
    bool alone = arguments->output != NULL && strcmp(arguments->output, "-") == 0;
    if (arguments->output != NULL && output_why_file(why, arguments->output, error) < 0)
        return -1;
    if (alone)
        return verdict;
    if (arguments->json)
        return output_why_json(why, stdout, error) < 0 ? -1 : verdict;
    struct output_style style = output_style(stdout);
    output_why_text(why, &style, stdout);
    return verdict;
}

static int why_cases(const struct arguments *arguments, struct tl_error *error)
{
    struct tl_pythons pythons = {0};
    struct tl_targets targets = {0};
    struct chosen *chosen = NULL;
    struct why why = {0};
    size_t count = 0;
    int result =
        pythons_find_for(&pythons, arguments->pythons.items, arguments->pythons.count, error);
    if (result == 0)
        result = targets_select(&targets, &pythons, arguments->pythons.items,
                                arguments->pythons.count, error);
    for (size_t i = 0; i < arguments->cases.count && result == 0; i++) {
        struct chosen *one = list_grow(&chosen, count++, sizeof *one);
        result = run_chosen(&why, arguments, &targets, one, arguments->cases.items[i], error);
    }
    if (result == 0)
        result = show(&why, arguments, error);
    whys_free(&why);
    for (size_t i = 0; i < count; i++)
        free_chosen(&chosen[i]);
    free(chosen);
    targets_free(&targets);
    pythons_free(&pythons);
    return result;
}

static int why_recorded(const struct arguments *arguments, const struct tl_recorded *recorded,
                        struct tl_error *error)
{
    struct again again = {0};
    struct why why = {0};
    struct tl_run run = recorded->options;
    run.seed = recorded->seed;
    int result = again_find(&again, recorded, error);
    if (result == 0)
        result = whys_run(&why, &again.plan, &run, (uint32_t)arguments->step, error);
    if (result == 0)
        result = show(&why, arguments, error);
    whys_free(&why);
    again_free(&again);
    return result;
}

static int why_trial(const struct arguments *arguments, struct tl_error *error)
{
    struct store *store;
    struct tl_recorded recorded;
    if (store_open(&store, arguments->results, false, error) < 0)
        return -1;
    int result = store_recorded(store, (int64_t)arguments->trial, &recorded, error);
    store_close(store);
    if (result < 0)
        return -1;
    result = why_recorded(arguments, &recorded, error);
    store_recorded_free(&recorded);
    return result;
}

int cmd_why(int argc, char **argv, struct tl_error *error)
{
    struct arguments arguments = {
        .guard = -1, .seed = 1, .jobs = 4, .results = "results", .error = error};
    int result = options_parse(&argp_why, argc, argv, &arguments, error);
    if (result == 0)
        result = arguments.trial != 0 ? why_trial(&arguments, error) : why_cases(&arguments, error);
    else if (result > 0)
        result = TL_EXIT_AS_EXPECTED;
    free(arguments.cases.items);
    free(arguments.pythons.items);
    return result;
}
