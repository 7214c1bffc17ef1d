/* What `run` says of a case's bare jobs, beside what `watch` sees of them in a program of its own.
 */
#include "watch_cases.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case_program_py.h"
#include "cases.h"
#include "executable.h"
#include "launch.h"
#include "memory.h"
#include "paths.h"
#include "pythons.h"
#include "runner.h"
#include "text.h"
#include "utf8.h"
#include "watched.h"

#define DEADLINE_S 30

/* What became of a case's jobs, by one detector. */
struct seen {
    bool lost, orphaned;
    bool exposed; /* by `run`: a collection could have destroyed some that it kept */
    bool at_end;  /* by `watch`: destroyed when their loop was closed */
    bool died; /* by `watch`: destroyed before they could be held; so who would have woken them is
                  not known */
    char *why; /* it is not known; else NULL */
};

struct crossing {
    const struct watch_arguments *arguments;
    struct tl_cases cases;
    struct tl_pythons pythons;
    struct tl_targets targets;
    struct tl_results results;
    char *library, *events;
    size_t agreed, differed, unknown;
};

static const struct tl_case *case_of(const struct crossing *crossing, const struct tl_result *cell)
{
    for (size_t i = 0; i < crossing->cases.count; i++)
        if (strcmp(crossing->cases.items[i].file, cell->case_file) == 0)
            return &crossing->cases.items[i];
    return NULL;
}

/* ---- which tasks are jobs ---- */

static const char *last_part(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL ? dot + 1 : name;
}

/* Does the head name it, "Mailer.send app.work"? Without such a line it is `job`. */
static bool is_named(const char *jobs, const char *function)
{
    bool found = false;
    char *copy = memory_text(jobs != NULL ? jobs : "job"), *rest = copy;
    for (char *word; !found && (word = strsep(&rest, " ")) != NULL;)
        found = strcmp(word, "*") == 0 || strcmp(last_part(word), last_part(function)) == 0;
    free(copy);
    return found;
}

/* By the function it runs, or because trial.spawn() of case_program.py started it. */
static bool is_job(const struct watched_finding *finding, const struct tl_case *the_case)
{
    const struct watched_frames *made = &finding->made, *waiting = &finding->waiting;
    if (watched_sort_of(finding->kind) != WATCHING_SORT_JOB &&
        finding->kind != WATCHED_PENDING_AT_END)
        return false;
    if (made->count > 0 && strcmp(made->items[0].file, "<string>") == 0)
        return strcmp(last_part(made->items[0].function), "spawn") == 0;
    const struct watched_frame *outermost =
        waiting->count > 0 ? &waiting->items[waiting->count - 1] : NULL;
    bool all = the_case->jobs != NULL && strcmp(the_case->jobs, "*") == 0;
    return all || (outermost != NULL && is_named(the_case->jobs, outermost->function));
}

/* ---- the two detectors ---- */

static struct seen seen_by_run(const struct tl_result *cell)
{
    if (cell->unmeasured != NULL || cell->measured == 0)
        return (struct seen){.why = text_make("run could not measure it: %s",
                                              cell->unmeasured != NULL ? cell->unmeasured : "?")};
    return (struct seen){.lost = cell->counts[TL_FATE_LOST] > 0,
                         .orphaned = cell->counts[TL_FATE_ORPHANED] > 0,
                         .exposed = cell->exposed_steps > 0};
}

static char *why_ended(int status)
{
    if (WIFSIGNALED(status))
        return text_make("the watched program was ended by signal %d", WTERMSIG(status));
    return status != 0 ? text_make("the watched program ended with status %d", WEXITSTATUS(status))
                       : NULL;
}

static struct seen sum_up(const struct crossing *crossing, const struct tl_case *the_case,
                          int status)
{
    struct seen seen = {.why = why_ended(status)};
    struct watched watched;
    struct tl_error error;
    bool observed = crossing->arguments->mode != WATCHING_RESCUE;
    int result = watched_read(&watched, crossing->events, observed, &error);
    char *nothing = result == 0 ? watched_nothing(&watched) : text_make("%s", error.text);
    for (size_t i = 0; i < watched.count; i++)
        if (is_job(&watched.findings[i], the_case)) {
            bool fails = watched_kinds[watched.findings[i].kind].fails;
            seen.lost |= fails && watched.findings[i].counts.woken > 0;
            seen.died |= fails && watched.findings[i].counts.woken == 0;
            seen.orphaned |= watched.findings[i].kind == WATCHED_ORPHANED;
            seen.at_end |= watched.findings[i].kind == WATCHED_PENDING_AT_END;
        }
    if (seen.why == NULL && nothing != NULL)
        seen.why = text_make("nothing could be watched: %s", nothing);
    free(nothing);
    watched_free(&watched);
    return seen;
}

static struct seen seen_by_watch(const struct crossing *crossing, const struct tl_python *python,
                                 const struct tl_case *the_case, uint32_t jobs)
{
    struct tl_error error;
    int status = 0;
    bool left;
    char *executable = executable_for(python);
    if (executable == NULL)
        return (struct seen){.why = text_make("%s has no interpreter to start", python->name)};
    if (truncate(crossing->events, 0) != 0) /* the last case's must not count for this one */
        return (struct seen){.why = text_make("the file of events cannot be emptied")};
    char *number = text_make("%u", jobs),
         *settings = launch_settings(crossing->arguments->mode, 1000, 4,
                                     1u << WATCHING_SORT_PENDING_AT_END, crossing->events, "");
    char option[] = "-W", ignore[] = "ignore", code[] = "-c";
    char *words[] = {executable,     option, ignore, code, (char *)(uintptr_t)case_program_py,
                     the_case->file, number, NULL};
    const struct launch launch = {.argv = words,
                                  .library = crossing->library,
                                  .settings = settings,
                                  .is_quiet = true,
                                  .deadline_s = DEADLINE_S,
                                  .linger_s = 1};
    struct seen seen = launch_run(&launch, &status, &left, &error) != 0
                           ? (struct seen){.why = text_make("%s", error.text)}
                           : sum_up(crossing, the_case, status);
    free(settings);
    free(number);
    free(executable);
    return seen;
}

/* ---- side by side ---- */

static const char *word_for(const struct seen *seen)
{
    return seen->lost && seen->orphaned ? "lost and orphaned"
           : seen->lost                 ? "lost"
           : seen->orphaned             ? "orphaned"
           : seen->died                 ? "destroyed"
           : seen->exposed              ? "kept, but exposed"
           : seen->at_end               ? "pending at the end"
                                        : "kept";
}

/* `watch` tells of what could have died, and calls what its closed loop has dropped no loss. Of
 * what died before it was held, as all does where nothing is, it is not known who would have woken
 * it. */
static bool agree(const struct crossing *crossing, const struct seen *run, const struct seen *watch)
{
    bool may_be_lost = run->lost || run->exposed;
    bool ends = watch->orphaned || watch->at_end;
    if (crossing->arguments->mode != WATCHING_RESCUE)
        return run->lost || run->orphaned ? watch->died || ends : !watch->died || run->exposed;
    return (run->lost ? watch->lost || watch->died : !watch->lost || may_be_lost) &&
           (run->orphaned ? ends || watch->died : !watch->orphaned || may_be_lost) &&
           (!watch->died || may_be_lost || run->orphaned);
}

static const struct tl_target *target_of(const struct crossing *crossing,
                                         const struct tl_result *cell)
{
    for (size_t i = 0; i < crossing->targets.count; i++)
        if (implementation_same(&crossing->targets.items[i].about, cell->implementation))
            return &crossing->targets.items[i];
    return NULL;
}

static bool marks_its_jobs(const char *file)
{
    char *line = NULL;
    size_t size = 0;
    bool found = false;
    FILE *in = fopen(file, "re");
    while (in != NULL && !found && getline(&line, &size, in) > 0)
        found = strstr(line, "trial.watch(") != NULL;
    free(line);
    if (in != NULL)
        fclose(in);
    return found;
}

static struct seen watch_cell(const struct crossing *crossing, const struct tl_result *cell)
{
    const struct tl_target *target = target_of(crossing, cell);
    const struct tl_case *the_case = case_of(crossing, cell);
    if (target == NULL || the_case == NULL)
        return (struct seen){.why = text_make("its case or its Python is not found again")};
    if (target->loop != NULL || target->about.kinds != 0)
        return (struct seen){.why = text_make("only asyncio's own loop is watched here")};
    if (marks_its_jobs(the_case->file))
        return (struct seen){.why = text_make("it says by trial.watch() which tasks are jobs")};
    return seen_by_watch(crossing, target->python, the_case, crossing->results.run.jobs);
}

static void cross(struct crossing *crossing, const struct tl_result *cell)
{
    struct seen run = seen_by_run(cell), watch = {0};
    if (run.why == NULL)
        watch = watch_cell(crossing, cell);
    const char *why = run.why != NULL ? run.why : watch.why;
    bool is_agreed = why == NULL && agree(crossing, &run, &watch);
    crossing->unknown += why != NULL;
    crossing->agreed += is_agreed;
    crossing->differed += why == NULL && !is_agreed;
    if (why != NULL)
        utf8_print(stdout, "%s  %s %s: could not be compared: %s", cell->implementation->name,
                   cell->case_id, cell->case_name, why);
    else if (!is_agreed || crossing->arguments->verbose)
        utf8_print(stdout, "%s  %s %s: run: %s; watch: %s%s", cell->implementation->name,
                   cell->case_id, cell->case_name, word_for(&run), word_for(&watch),
                   is_agreed ? "" : "; they differ");
    fflush(stdout);
    free(run.why);
    free(watch.why);
}

/* ---- the whole ---- */

static int run_cases(struct crossing *crossing, int argc, char **argv, struct tl_error *error)
{
    const struct watch_arguments *arguments = crossing->arguments;
    struct run_options options;
    run_options_begin(&options, argc, argv, error);
    bool is_all = arguments->cases.count == 1 && strcmp(arguments->cases.items[0], "all") == 0;
    options.pythons = arguments->pythons;
    options.cases = is_all ? (struct run_words){0} : arguments->cases;
    options.guards = 1u << TL_GUARD_BARE;
    options.pressures = memory_zeroed(1, sizeof *options.pressures);
    options.pressures[0].pressure = TL_PRESSURE_STEP;
    options.pressure_count = 1;
    if (arguments->results != NULL)
        options.results = arguments->results;
    int result = runner_run(&options, &crossing->results, error);
    options.pythons = options.cases = (struct run_words){0}; /* the arguments' own */
    run_options_free(&options);
    return result;
}

static int prepare(struct crossing *crossing, struct tl_error *error)
{
    const struct watch_arguments *arguments = crossing->arguments;
    const char *folder = getenv("TMPDIR");
    crossing->library = paths_watch_library(error);
    if (crossing->library == NULL ||
        watch_arguments_cases(&crossing->cases, arguments->cases.items, arguments->cases.count,
                              error) != 0 ||
        pythons_find_for(&crossing->pythons, arguments->pythons.items, arguments->pythons.count,
                         error) != 0 ||
        targets_select(&crossing->targets, &crossing->pythons, arguments->pythons.items,
                       arguments->pythons.count, error) != 0)
        return -1;
    crossing->events =
        text_make("%s/taskloss-watch-XXXXXX", folder != NULL && folder[0] == '/' ? folder : "/tmp");
    int fd = mkostemp(crossing->events, O_CLOEXEC);
    if (fd < 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "cannot make a file for events");
    close(fd);
    return 0;
}

static int conclude(const struct crossing *crossing)
{
    printf("taskloss watch: of %zu cases run and watched, %zu agree, %zu differ, %zu could not be "
           "compared\n",
           crossing->results.count, crossing->agreed, crossing->differed, crossing->unknown);
    return (int)(crossing->differed > 0                           ? TL_EXIT_UNEXPECTED
                 : crossing->unknown > 0 || crossing->agreed == 0 ? TL_EXIT_UNMEASURED
                                                                  : TL_EXIT_AS_EXPECTED);
}

static void end(struct crossing *crossing)
{
    if (crossing->events != NULL)
        unlink(crossing->events);
    free(crossing->events);
    free(crossing->library);
    cells_free(&crossing->results);
    targets_free(&crossing->targets);
    pythons_free(&crossing->pythons);
    cases_free(&crossing->cases);
}

int watch_cases(const struct watch_arguments *arguments, int argc, char **argv,
                struct tl_error *error)
{
    struct crossing crossing = {.arguments = arguments};
    int result = prepare(&crossing, error);
    if (result == 0)
        result = run_cases(&crossing, argc, argv, error);
    for (size_t i = 0; result == 0 && i < crossing.results.count; i++)
        cross(&crossing, &crossing.results.cells[i]);
    if (result == 0)
        result = conclude(&crossing);
    end(&crossing);
    return result;
}
