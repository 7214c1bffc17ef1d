/* taskloss plot: a picture of a recorded run. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "claims_file.h"
#include "commands.h"
#include "formats.h"
#include "lives.h"
#include "near.h"
#include "options.h"
#include "paths.h"
#include "plot.h"
#include "pool.h"
#include "recorded.h"
#include "store.h"
#include "text.h"

#define WORDS_MAX 256

struct words {
    const char *items[WORDS_MAX];
    size_t count;
};

struct arguments {
    enum plot_kind kind;
    const char *output, *pressure, *claim;
    struct words cases, guards;
    struct recorded recorded;
    struct tl_error *error;
};

static error_t add_word(struct words *words, char *word, struct arguments *arguments)
{
    if (words->count == WORDS_MAX) {
        tl_fail(arguments->error, TL_EXIT_USAGE, "more than %d of one option", WORDS_MAX);
        return EINVAL;
    }
    words->items[words->count++] = word;
    return 0;
}

/* One line for a word that is in none of the `count` terms, nor `extra`. */
static error_t unknown(const char *what, const char *word, const struct tl_term *terms,
                       size_t count, const char *extra, struct tl_error *error)
{
    const char *names[TL_GUARD_COUNT + PLOT_KIND_COUNT + 1];
    char hint[128];
    for (size_t i = 0; i < count; i++)
        names[i] = terms[i].name;
    names[count] = extra;
    tl_fail(error, TL_EXIT_USAGE, "unknown %s '%s'%s", what, word,
            near_hint(hint, sizeof hint, word, names, count + (extra != NULL)));
    return EINVAL;
}

static error_t parse_kind(char *word, struct arguments *arguments)
{
    int kind = tl_term_find(plot_kinds, PLOT_KIND_COUNT, word);
    if (kind < 0)
        return unknown("kind of plot", word, plot_kinds, PLOT_KIND_COUNT, NULL, arguments->error);
    arguments->kind = (enum plot_kind)kind;
    return 0;
}

static error_t parse_guard(char *word, struct arguments *arguments)
{
    if (strcmp(word, POOL_GUARDED) == 0 || tl_term_find(tl_guards, TL_GUARD_COUNT, word) >= 0)
        return add_word(&arguments->guards, word, arguments);
    return unknown("guard", word, tl_guards, TL_GUARD_COUNT, POOL_GUARDED, arguments->error);
}

enum { KEY_KIND = 256, KEY_PRESSURE, KEY_CLAIM };

static error_t parse(int key, char *word, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case KEY_KIND:
        return parse_kind(word, arguments);
    case 'o':
        arguments->output = word;
        return 0;
    case 'c':
        return add_word(&arguments->cases, word, arguments);
    case KEY_PRESSURE:
        arguments->pressure = word;
        return 0;
    case KEY_CLAIM:
        arguments->claim = word;
        return 0;
    case 'g':
        return parse_guard(word, arguments);
    case ARGP_KEY_ARG:
        tl_fail(arguments->error, TL_EXIT_USAGE, "plot takes no '%s': see 'taskloss plot --help'",
                word);
        return EINVAL;
    default:
        return recorded_parse(&arguments->recorded, key, word, arguments->error);
    }
}

static const struct argp_option options[] = {
    {"kind", KEY_KIND, "KIND", 0,
     "rate (loss per Python, the default), heatmap (case by Python), exposure (the same, of the "
     "share of its wait that a collection would destroy a job; of one --case: at which loop steps) "
     "or survival (how long jobs that nobody holds exist)",
     0},
    {"output", 'o', "FILE", 0, "FILE.svg, FILE.png, or - for the terminal (the default)", 0},
    RECORDED_OPTIONS,
    {"case", 'c', "CASE", 0, "only this case, by id or name; may be repeated", 0},
    {"pressure", KEY_PRESSURE, "P", 0, "of this pressure (natural if it was run, else step)", 0},
    {"claim", KEY_CLAIM, "CASE", 0,
     "behind the rates: on which versions the first claim of cases/claims.tsv that is held against "
     "CASE says that a job is lost",
     0},
    {"guard", 'g', "GUARD", 0,
     "a series for this guard, or \"guarded\"; may be repeated (bare and guarded)", 0},
    {0},
};

const struct argp argp_plot = {
    .options = options,
    .parser = parse,
    .doc = "Draw a recorded run. A picture's data and gnuplot script are put beside it.",
};

static int draw_to(const struct arguments *arguments, const struct tl_results *results,
                   struct plot_options *plot, struct tl_error *error)
{
    if (strcmp(arguments->output, "-") == 0)
        return plot_terminal(results, plot, output_style(stdout).width, stdout, error);
    char *scripts = paths_plot_scripts(error);
    if (scripts == NULL)
        return -1;
    plot->scripts = scripts;
    int result = plot_file(results, plot, arguments->output, error);
    free(scripts);
    return result;
}

static const struct claim *find_claim(const struct claims *claims, const struct tl_cases *cases,
                                      const char *word)
{
    for (size_t i = 0; i < claims->count; i++)
        for (size_t k = 0; k < cases->count; k++)
            if (strcmp(claims->items[i].what, "lost") == 0 &&
                strcmp(claims->items[i].the_case, cases->items[k].id) == 0 &&
                (strcmp(cases->items[k].id, word) == 0 || strcmp(cases->items[k].name, word) == 0))
                return &claims->items[i];
    return NULL;
}

/* Draws with the claim that was asked for behind the rates. */
static int draw_claim(const struct arguments *arguments, const struct tl_results *results,
                      struct plot_options *plot, struct tl_error *error)
{
    struct tl_cases cases = {0};
    struct claims claims = {0};
    char *folder = paths_cases(error),
         *file = folder == NULL ? NULL : text_make("%s/claims.tsv", folder);
    int result = file != NULL && cases_load(&cases, folder, error) == 0 &&
                         claims_read(&claims, file, &cases, error) == 0
                     ? 0
                     : -1;
    const struct claim *claim = result == 0 ? find_claim(&claims, &cases, arguments->claim) : NULL;
    if (result == 0 && claim == NULL)
        result = tl_fail(error, TL_EXIT_USAGE,
                         "no claim of %s says on which versions a job of '%s' is lost", file,
                         arguments->claim);
    if (result == 0) {
        struct plot_claim drawn = {claim->text, claim->where, claim->set};
        plot->claim = &drawn;
        result = draw_to(arguments, results, plot, error);
    }
    claims_free(&claims);
    cases_free(&cases);
    free(folder);
    free(file);
    return result;
}

static int draw(const struct arguments *arguments, const struct tl_results *results,
                struct tl_error *error)
{
    struct plot_options plot = {
        .kind = arguments->kind,
        .cases = arguments->cases.items,
        .case_count = arguments->cases.count,
        .pressure = arguments->pressure,
        .guards = arguments->guards.items,
        .guard_count = arguments->guards.count,
    };
    if (arguments->claim != NULL)
        return draw_claim(arguments, results, &plot, error);
    return draw_to(arguments, results, &plot, error);
}

static int draw_survival(const struct arguments *arguments, const struct survival *survival,
                         struct tl_error *error)
{
    if (strcmp(arguments->output, "-") == 0)
        return plot_survival_terminal(survival, stdout, error);
    char *scripts = paths_plot_scripts(error);
    if (scripts == NULL)
        return -1;
    int result = plot_survival_file(survival, scripts, arguments->output, error);
    free(scripts);
    return result;
}

/* Survival is of single jobs, which are still in the store. */
static int plot_lives(const struct arguments *arguments, struct store *store,
                      const struct tl_results *results, struct tl_error *error)
{
    struct survival survival;
    struct survival_options chosen = {
        .cases = arguments->cases.items,
        .case_count = arguments->cases.count,
        .guard = arguments->guards.count > 0 ? arguments->guards.items[0] : NULL,
        .pressure = arguments->pressure,
    };
    if (arguments->guards.count > 1)
        return tl_fail(error, TL_EXIT_USAGE, "a survival plot is of one guard");
    if (survival_make(&survival, store, results, &chosen, error) != 0)
        return -1;
    int result = draw_survival(arguments, &survival, error);
    survival_free(&survival);
    return result;
}

int cmd_plot(int argc, char **argv, struct tl_error *error)
{
    struct arguments arguments = {.output = "-", .recorded = RECORDED_DEFAULT, .error = error};
    int parsed = options_parse(&argp_plot, argc, argv, &arguments, error);
    if (parsed != 0)
        return parsed > 0 ? TL_EXIT_AS_EXPECTED : -1;

    struct store *store;
    struct tl_results results;
    if (recorded_open(&arguments.recorded, &store, &results, error) != 0)
        return -1;
    int result = arguments.kind == PLOT_SURVIVAL ? plot_lives(&arguments, store, &results, error)
                                                 : draw(&arguments, &results, error);
    if (result == 0)
        result = (int)recorded_whole(&results);
    recorded_close(store, &results);
    return result;
}
