/* Plots: redrawable, replaced whole or not at all, and no text of a case ever runs. */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "plot.h"
#include "rates.h"
#include "synthetic.h"
#include "utf8.h"

static char *folder;
static struct tl_error error;
static struct tl_results results;
static struct plot_options options;

/* Names and titles that would run a command, or break the script or the picture, if taken for text
 * of gnuplot, a shell or SVG. %s: a file that must not come to be. */
static const char *const hostile[] = {
    "`touch %s`",
    "'; system('touch %s'); '",
    "\"; system(\"touch %s\") #",
    "@touch %s",
    "<touch %s",
    "|touch %s",
    "x\n!touch %s\n",
    "x\ty\tz\t$(touch %s)",
    "</text><b>&%s",
    "]]>%s<x>\xef\xbf\xbf",
    "{/=50 %s}_a^b~c",
    "# %s \\",
    "\xff\xfe %s %%d",
};
#define HOSTILE_COUNT (sizeof hostile / sizeof hostile[0])

static char *path_of(const char *name)
{
    char *path = NULL;
    ck_assert_int_ge(asprintf(&path, "%s/%s", folder, name), 0);
    return path;
}

static void add_cell(struct store *store, int64_t run, char *version, char *id, char *text,
                     enum tl_guard guard, uint32_t lost)
{
    struct synthetic s;
    int64_t cell;
    synthetic_cell(&s, version, id, text, text, guard, TL_PRESSURE_STEP);
    ck_assert_int_eq(store_cell(store, run, &s.cell, 1, &cell, &error), 0);
    if (lost > 10) {
        ck_assert_int_eq(store_unmeasured(store, cell, 1, text, &error), 0);
        return;
    }
    for (uint64_t seed = 0; seed < 5; seed++) {
        struct tl_answer answer = synthetic_answer(seed, 10, lost);
        ck_assert_int_eq(store_trial(store, cell, &answer, NULL, NULL, NULL, &error), 0);
    }
}

static void make(void)
{
    static char *versions[] = {"3.6.15", "3.12.1", "3.15.2"};
    struct store *store;
    struct tl_run run = synthetic_run();
    folder = folder_make();
    char *trap = path_of("trap");
    ck_assert_int_eq(store_open(&store, folder, true, &error), 0);
    ck_assert_int_eq(store_run_begin(store, &run, &error), 0);
    ck_assert_int_eq(store_run_end(store, run.id, &error), 0);
    for (size_t v = 0; v < 3; v++)
        for (size_t c = 0; c < HOSTILE_COUNT; c++) {
            char *text = NULL, id[8];
            snprintf(id, sizeof id, "a%02zu", c);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            ck_assert_int_ge(asprintf(&text, hostile[c], trap), 0);
#pragma GCC diagnostic pop
            if (v > 0 || c != 3)
                add_cell(store, run.id, versions[v], id, text, TL_GUARD_BARE,
                         v == 1 && c == 2 ? 99 : (uint32_t)(v * 5));
            add_cell(store, run.id, versions[v], id, text, TL_GUARD_SET, 0);
            add_cell(store, run.id, versions[v], id, text, TL_GUARD_LOCAL, 3);
            free(text);
        }
    ck_assert_int_eq(cells_read(store, 0, &results, &error), 0);
    store_close(store);
    free(trap);
    options = (struct plot_options){.scripts = TASKLOSS_SOURCE_DIR "/scripts/plot"};
}

static void clean(void)
{
    cells_free(&results);
    folder_remove(folder);
}

static void no_trap(void)
{
    char *trap = path_of("trap");
    ck_assert_int_ne(access(trap, F_OK), 0);
    free(trap);
}

static void must_draw(const char *name)
{
    char *path = path_of(name);
    ck_assert_msg(plot_file(&results, &options, path, &error) == 0, "%s", error.text);
    ck_assert_int_eq(access(path, R_OK), 0);
    free(path);
}

static char *read_all(const char *path, size_t *length)
{
    FILE *in = fopen(path, "rb");
    ck_assert_msg(in != NULL, "%s", path);
    char *text = calloc(1, 4 << 20);
    *length = fread(text, 1, (4 << 20) - 1, in);
    fclose(in);
    return text;
}

static size_t entries(void)
{
    size_t count = 0;
    DIR *all = opendir(folder);
    for (struct dirent *entry; (entry = readdir(all)) != NULL;)
        count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    closedir(all);
    return count;
}

static int run(const char *directory, char *const argv[])
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        if (chdir(directory) != 0 || dup2(null, 1) < 0)
            _exit(126);
        execvp(argv[0], argv);
        _exit(127);
    }
    waitpid(child, &status, 0);
    return status;
}

START_TEST(hostile_text_is_only_text)
{
    static const enum plot_kind kinds[] = {PLOT_RATE, PLOT_HEATMAP};
    for (size_t i = 0; i < 2; i++) {
        options.kind = kinds[i];
        must_draw("a.svg");
        must_draw("b.png");
        no_trap();
        size_t length;
        char *svg = path_of("a.svg"), *text = read_all(svg, &length);
        ck_assert_ptr_nonnull(strstr(text, "`touch "));
        ck_assert_ptr_null(strstr(text, "<b>"));
        char program[] = "xmllint", quiet[] = "--noout";
        char *argv[] = {program, quiet, svg, NULL};
        int status = run(folder, argv);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
            fprintf(stderr, "check_plot: SKIPPED: is the SVG well-formed (no xmllint here)\n");
        else
            ck_assert_int_eq(status, 0);
        free(text);
        free(svg);
    }
    FILE *null = fopen("/dev/null", "w");
    ck_assert_int_eq(plot_terminal(&results, &options, 80, null, &error), 0);
    options.kind = PLOT_RATE;
    ck_assert_int_eq(plot_terminal(&results, &options, 80, null, &error), 0);
    fclose(null);
    no_trap();
}
END_TEST

START_TEST(hostile_file_names_are_only_names)
{
    static const char *const names[] = {"`touch trap`.svg",   "'; system('touch trap'); '.svg",
                                        "<touch trap.svg",    "|touch trap.svg",
                                        "-e !touch trap.svg", "%d\\n\"x\".svg"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        must_draw(names[i]);
        no_trap();
    }
    char *path = path_of("new\nline.svg");
    ck_assert_int_eq(plot_file(&results, &options, path, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    free(path);
}
END_TEST

/* Anyone can draw it again where it is, with nothing but gnuplot. */
START_TEST(a_picture_can_be_redrawn)
{
    must_draw("a.svg");
    char *path = path_of("a.svg");
    size_t before_length, after_length;
    char *before = read_all(path, &before_length);
    ck_assert_int_eq(unlink(path), 0);
    char program[] = "gnuplot", defaults[] = "-d", script[] = "a.gp";
    char *argv[] = {program, defaults, script, NULL};
    ck_assert_int_eq(run(folder, argv), 0);
    char *after = read_all(path, &after_length);
    ck_assert_uint_eq(before_length, after_length);
    ck_assert_mem_eq(before, after, before_length);
    free(before);
    free(after);
    free(path);
}
END_TEST

START_TEST(only_three_files_are_left)
{
    size_t before = entries();
    must_draw("a.svg");
    must_draw("a.svg");
    ck_assert_uint_eq(entries(), before + 3);
}
END_TEST

static void failing(const char *name, enum tl_exit exit, const char *word)
{
    char *path = path_of(name);
    ck_assert_int_eq(plot_file(&results, &options, path, &error), -1);
    ck_assert_int_eq(error.exit, exit);
    ck_assert_msg(strstr(error.text, word) != NULL, "%s", error.text);
    ck_assert_ptr_null(strchr(error.text, '\n'));
    free(path);
}

START_TEST(what_cannot_be_drawn_changes_nothing)
{
    must_draw("a.svg");
    char *path = path_of("a.svg"), *scripts = path_of("scripts"),
         *script = path_of("scripts/rate.gp");
    size_t length, count = entries();
    char *before = read_all(path, &length);
    failing("a.jpg", TL_EXIT_USAGE, ".png");
    failing(".svg", TL_EXIT_USAGE, ".png");
    failing("no/such/a.svg", TL_EXIT_UNMEASURED, "No such file");
    ck_assert_int_eq(mkdir(scripts, 0777), 0);
    options.scripts = scripts;
    failing("a.svg", TL_EXIT_UNMEASURED, "plot script");
    FILE *out = fopen(script, "w");
    fputs("this is no gnuplot\n", out);
    fclose(out);
    failing("a.svg", TL_EXIT_UNMEASURED, "gnuplot failed");
    options.scripts = TASKLOSS_SOURCE_DIR "/scripts/plot";
    char *kept = strdup(getenv("PATH"));
    setenv("PATH", folder, 1);
    failing("a.svg", TL_EXIT_UNMEASURED, "gnuplot is not installed");
    setenv("PATH", kept, 1);
    size_t now;
    char *after = read_all(path, &now);
    ck_assert_uint_eq(now, length);
    ck_assert_mem_eq(before, after, length);
    ck_assert_uint_eq(entries(), count + 1);
    free(kept);
    free(before);
    free(after);
    free(path);
    free(script);
    free(scripts);
}
END_TEST

START_TEST(unknown_filters_are_told)
{
    const char *words[] = {"b77"};
    options.cases = words;
    options.case_count = 1;
    failing("a.svg", TL_EXIT_USAGE, "no case 'b77'");
    options.case_count = 0;
    options.pressure = "natural";
    failing("a.svg", TL_EXIT_USAGE, "pressure 'natural'");
    options.pressure = "step";
    words[0] = "taskgroup";
    options.guards = words;
    options.guard_count = 1;
    failing("a.svg", TL_EXIT_USAGE, "guard 'taskgroup'");
    words[0] = "local";
    must_draw("a.svg");
    struct tl_results none = {.count = 0};
    ck_assert_int_eq(plot_file(&none, &options, "x.svg", &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
}
END_TEST

/* Not measured, not applicable and not lost are three things. */
START_TEST(the_data_tells_states_apart)
{
    options.kind = PLOT_HEATMAP;
    must_draw("a.svg");
    char *path = path_of("a.tsv");
    size_t length;
    char *text = read_all(path, &length);
    ck_assert_ptr_nonnull(
        strstr(text, "\t1\t3.12.1\tNaN\tNaN\tNaN\t0\t0\tcould-not-measure\tstep\t?\tunmeasured\t"));
    ck_assert_ptr_nonnull(
        strstr(text, "\t0\t3.6.15\tNaN\tNaN\tNaN\t0\t0\tnot-applicable\tstep\t\t\t"));
    ck_assert_ptr_nonnull(
        strstr(text, "\t0\t3.6.15\t0\t0\t0.521823750\t5\t50\tmeasured\tstep\t0\tnone\t") ||
                strstr(text, "\t0\t3.6.15\t0\t0\t0.52182375\t5\t50\tmeasured\tstep\t0\tnone\t")
            ? text
            : NULL);
    free(text);
    free(path);
}
END_TEST

/* A line goes from a release to the next one, and to nothing else. */
START_TEST(lines_are_drawn_between_neighbours)
{
    static const struct {
        const char *a, *b;
        bool neighbours;
    } pairs[] = {{"3.6.15", "3.7.16", true},         {"3.9.2", "3.9.18", true},
                 {"3.7.16", "3.12.1", false},        {"3.14.10", "3.14.10d", false},
                 {"3.14.10d", "3.15.2", false},      {"3.15.2", "pypy3.11", false},
                 {"3.11.2", "3.12.1+uvloop", false}, {"3.11.2+uvloop", "3.12.1+uvloop", true}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        ck_assert_msg(plot_neighbours(implementation_of(pairs[i].a),
                                      implementation_of(pairs[i].b)) == pairs[i].neighbours,
                      "%s %s", pairs[i].a, pairs[i].b);
}
END_TEST

START_TEST(a_claim_is_in_the_data)
{
    struct plot_claim claim = {.text = "'; system('false') \\ \x1b", .where = "a \"blog\""};
    struct versions *versions;
    ck_assert_int_eq(versions_parse(&versions, ">=3.12", &error), 0);
    claim.lost = versions;
    options.claim = &claim;
    must_draw("a.svg");
    char *path = path_of("a.tsv");
    size_t length;
    char *text = read_all(path, &length);
    ck_assert_ptr_nonnull(strstr(text, "\t1\t0\n"));
    char *line = strstr(text, "\t3.6.15\t");
    ck_assert_int_eq(strncmp(strchr(line, '\n') - 4, "\t0\t0", 4), 0);
    free(text);
    free(path);
    versions_free(versions);
}
END_TEST

START_TEST(the_terminal_shows_it_too)
{
    char *text;
    size_t size;
    for (int kind = 0; kind < PLOT_SURVIVAL; kind++) {
        options.kind = (enum plot_kind)kind;
        FILE *out = open_memstream(&text, &size);
        ck_assert_int_eq(plot_terminal(&results, &options, 80, out, &error), 0);
        fclose(out);
        ck_assert_msg(strstr(text, kind == PLOT_EXPOSURE ? "3.12.1+" : "3.15.2") != NULL, "%s",
                      text);
        ck_assert_ptr_nonnull(strstr(text, "could not be measured"));
        free(text);
    }
}
END_TEST

START_TEST(a_map_that_is_too_wide_is_told_in_stretches)
{
    char *text, *rest;
    size_t size;
    options.kind = PLOT_HEATMAP;
    FILE *out = open_memstream(&text, &size);
    ck_assert_int_eq(plot_terminal(&results, &options, 40, out, &error), 0);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, " on "));
    rest = text;
    for (int i = 0; i < 2; i++)
        strsep(&rest, "\n"); /* the title is as long as it is */
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        ck_assert_msg(utf8_width(line) <= 40, "%s", line);
    free(text);
}
END_TEST

START_TEST(loops_that_say_the_same_share_a_line)
{
    static struct {
        char *version;
        uint32_t lost;
    } cells[] = {{"3.6.15", 0},         {"3.12.1", 10},       {"3.6.15+uvloop", 0},
                 {"3.12.1+uvloop", 10}, {"3.6.15+rloop", 10}, {"3.12.1+rloop", 10}};
    static char id[] = "a01", title[] = "title";
    struct tl_run run = synthetic_run();
    struct store *store;
    char *text;
    size_t size;
    cells_free(&results);
    ck_assert_int_eq(store_open(&store, folder, true, &error), 0);
    ck_assert_int_eq(store_run_begin(store, &run, &error), 0);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        add_cell(store, run.id, cells[i].version, id, title, TL_GUARD_BARE, cells[i].lost);
    ck_assert_int_eq(cells_read(store, 0, &results, &error), 0);
    store_close(store);
    options.kind = PLOT_HEATMAP;
    FILE *out = open_memstream(&text, &size);
    ck_assert_int_eq(plot_terminal(&results, &options, 60, out, &error), 0);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "  asyncio, uvloop: 0 on 3.6.15, 100 on 3.12.1\n"));
    ck_assert_ptr_nonnull(strstr(text, "  rloop: 100 on 3.6.15..3.12.1\n"));
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plot");
    TCase *tests = tcase_create("plot");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, hostile_text_is_only_text);
    tcase_add_test(tests, hostile_file_names_are_only_names);
    tcase_add_test(tests, a_picture_can_be_redrawn);
    tcase_add_test(tests, only_three_files_are_left);
    tcase_add_test(tests, what_cannot_be_drawn_changes_nothing);
    tcase_add_test(tests, unknown_filters_are_told);
    tcase_add_test(tests, the_data_tells_states_apart);
    tcase_add_test(tests, lines_are_drawn_between_neighbours);
    tcase_add_test(tests, a_claim_is_in_the_data);
    tcase_add_test(tests, the_terminal_shows_it_too);
    tcase_add_test(tests, a_map_that_is_too_wide_is_told_in_stretches);
    tcase_add_test(tests, loops_that_say_the_same_share_a_line);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
