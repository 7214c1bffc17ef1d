/* Draws a picture with gnuplot, and leaves its data and script beside it. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gnuplot.h"
#include "plot.h"
#include "rates.h"
#include "utf8.h"

#define RATE_COLUMNS_MAX 40 /* more would leave no room for their names */

extern char **environ;

/* The names of a picture: DIRECTORY/STEM.KIND. */
struct names {
    char *directory, *stem, *work; /* work: a folder in `directory`, where all is made first */
    const char *kind;              /* "svg" or "png" */
};

static const char *const extensions[] = {"tsv", "gp", NULL};

void plot_put_field(FILE *out, const char *text, size_t width)
{
    char *field = utf8_clean(text);
    for (char *c = field; c != NULL && *c != '\0'; c++)
        if (*c == '"')
            *c = '\'';
    utf8_put(out, field == NULL ? "" : field, width, 0);
    free(field);
    putc('\t', out);
}

#define TITLE_WIDTH   44
#define VERSION_WIDTH 24

static void put_point(FILE *out, const struct plot_data *data, size_t panel, size_t series,
                      size_t version)
{
    static const char *const states[] = {
#define X(symbol, name) name,
        PLOT_STATES(X)
#undef X
    };
    const struct pool_point *point = plot_point(data, panel, series, version);
    bool whole = data->panels[panel].the_case == NULL;
    fprintf(out, "%zu\t", panel);
    plot_put_field(out, data->panels[panel].title, whole ? SIZE_MAX : TITLE_WIDTH);
    fprintf(out, "%zu\t", series + 1);
    plot_put_field(out, data->series[series], SIZE_MAX);
    fprintf(out, "%zu\t", version);
    plot_put_field(out, data->versions[version]->implementation, VERSION_WIDTH);
    if (pool_has_interval(point))
        fprintf(out, "%.9g\t%.9g\t%.9g\t", point->rate, point->low, point->high);
    else if (point->has_rate)
        fprintf(out, "%.9g\tNaN\tNaN\t", point->rate);
    else
        fputs("NaN\tNaN\tNaN\t", out);
    char text[16];
    plot_point_text(text, point);
    fprintf(out, "%" PRIu64 "\t%" PRIu64 "\t%s\t", point->measured, point->spawned,
            states[plot_point_state(point)]);
    plot_put_field(out, data->pressure->pressure, 40);
    fprintf(out, "%s\n", text);
}

/* The picture of loss rates: what is shown, and the run it is from. */
struct rates {
    struct plot_data data;
    const struct tl_run *run;
};

static void put_data(FILE *out, const void *source)
{
    const struct plot_data *data = &((const struct rates *)source)->data;
    fputs(
        "panel\ttitle\tseries\tguard\tx\timplementation\trate\tlow\thigh\ttrials\tspawned\tstate\t"
        "pressure\ttext\n",
        out);
    for (size_t p = 0; p < data->panel_count; p++)
        for (size_t s = 0; s < data->series_count; s++)
            for (size_t v = 0; v < data->version_count; v++)
                put_point(out, data, p, s, v);
}

/* A file name for gnuplot: in single quotes nothing is expanded; "./" keeps '<' and '|' at its
 * start from meaning a command. */
static void put_name(FILE *out, const char *variable, const char *stem, const char *extension)
{
    fprintf(out, "%s = './", variable);
    for (; *stem != '\0'; stem++)
        fprintf(out, *stem == '\'' ? "''" : "%c", *stem);
    fprintf(out, ".%s'\n", extension);
}

static size_t widest(const struct plot_data *data, bool titles)
{
    size_t most = 0, count = titles ? data->panel_count : data->version_count;
    for (size_t i = 0; i < count; i++) {
        size_t width =
            utf8_width(titles ? data->panels[i].title : data->versions[i]->implementation);
        size_t limit = titles ? TITLE_WIDTH : VERSION_WIDTH;
        width = width < limit ? width : limit;
        most = width > most ? width : most;
    }
    return most;
}

static size_t count_unmeasured(const struct plot_data *data)
{
    size_t count = 0;
    for (size_t i = 0; i < data->panel_count * data->series_count * data->version_count; i++)
        count += plot_point_state(&data->points[i]) == PLOT_STATE_UNMEASURED;
    return count;
}

static void put_rates(FILE *out, const void *source)
{
    const struct plot_data *data = &((const struct rates *)source)->data;
    const struct tl_run *run = ((const struct rates *)source)->run;
    fprintf(out, "panels = %zu; series = %zu; versions = %zu\n", data->panel_count,
            data->series_count, data->version_count);
    fprintf(out, "label_chars = %zu; title_chars = %zu; unmeasured = %zu\n", widest(data, false),
            widest(data, true), count_unmeasured(data));
    fprintf(out, "trials = %" PRIu32 "; jobs = %" PRIu32 "\n", run->trials, run->jobs);
}

static void put_parameters(FILE *out, const struct plot_source *source, const struct names *names)
{
    fputs("# Draws the picture again, in this folder, from the data beside it: gnuplot -d "
          "THIS_FILE\n",
          out);
    put_name(out, "data", names->stem, "tsv");
    put_name(out, "picture", names->stem, names->kind);
    fprintf(out, "kind = '%s'\n", names->kind);
    source->put_parameters(out, source->data);
    putc('\n', out);
}

static int copy_script(FILE *out, const char *folder, const char *kind, struct tl_error *error)
{
    char *path = NULL, block[4096];
    if (asprintf(&path, "%s/%s.gp", folder, kind) < 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
    FILE *in = fopen(path, "re");
    if (in == NULL) {
        tl_fail(error, TL_EXIT_UNMEASURED, "the plot script %s cannot be read (%s)", path,
                strerror(errno));
        free(path);
        return -1;
    }
    for (size_t length; (length = fread(block, 1, sizeof block, in)) > 0;)
        fwrite(block, 1, length, out);
    fclose(in);
    free(path);
    return 0;
}

static FILE *create(const struct names *names, const char *extension, struct tl_error *error)
{
    char *path = NULL;
    FILE *out = NULL;
    if (asprintf(&path, "%s/%s.%s", names->work, names->stem, extension) >= 0)
        out = fopen(path, "we");
    if (out == NULL)
        tl_fail(error, TL_EXIT_UNMEASURED, "%s cannot be written (%s)",
                path == NULL ? names->work : path, strerror(errno));
    free(path);
    return out;
}

static int finish(FILE *out, const struct names *names, struct tl_error *error)
{
    bool failed = ferror(out);
    if ((fclose(out) != 0) | failed)
        return tl_fail(error, TL_EXIT_UNMEASURED, "the plot cannot be written in %s (%s)",
                       names->directory, strerror(errno));
    return 0;
}

static int write_inputs(const struct names *names, const struct plot_source *source,
                        struct tl_error *error)
{
    FILE *out = create(names, extensions[0], error);
    if (out == NULL)
        return -1;
    source->put_data(out, source->data);
    if (finish(out, names, error) != 0)
        return -1;
    out = create(names, extensions[1], error);
    if (out == NULL)
        return -1;
    put_parameters(out, source, names);
    int result = copy_script(out, source->folder, source->script, error);
    return finish(out, names, error) != 0 ? -1 : result;
}

static void read_log(const char *work, char *line, size_t size)
{
    char *path = NULL, block[256];
    *line = '\0';
    FILE *in = asprintf(&path, "%s/gnuplot.log", work) < 0 ? NULL : fopen(path, "re");
    while (in != NULL && fgets(block, sizeof block, in) != NULL)
        if (strspn(block, " \t\n^") != strlen(block))
            snprintf(line, size, "%s", block);
    line[strcspn(line, "\n")] = '\0';
    if (in != NULL)
        fclose(in);
    free(path);
}

/* gnuplot in the working folder, without a shell and without the user's own settings. */
static int spawn_gnuplot(const struct names *names, char *script, pid_t *child)
{
    char program[] = "gnuplot", defaults[] = "-d";
    char *argv[] = {program, defaults, script, NULL};
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    posix_spawn_file_actions_addchdir_np(&actions, names->work);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "gnuplot.log", O_WRONLY | O_CREAT, 0600);
    int code = posix_spawnp(child, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

static int run_gnuplot(const struct names *names, struct tl_error *error)
{
    char *script = NULL;
    pid_t child = 0;
    int status = 0;
    if (asprintf(&script, "./%s.%s", names->stem, extensions[1]) < 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
    int code = spawn_gnuplot(names, script, &child);
    free(script);
    if (code == ENOENT)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "gnuplot is not installed: install it (Debian and Ubuntu: gnuplot-nox), or "
                       "draw in the terminal with -o -");
    if (code != 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "gnuplot cannot be started (%s)", strerror(code));
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (status == 0)
        return 0;
    char line[256];
    read_log(names->work, line, sizeof line);
    return tl_fail(error, TL_EXIT_UNMEASURED, "gnuplot failed (%s %d): %s",
                   WIFSIGNALED(status) ? "signal" : "exit",
                   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), line);
}

/* From the working folder to its place, over what was there. */
static int publish(const struct names *names, const char *extension, struct tl_error *error)
{
    char *from = NULL, *to = NULL;
    int result = -1;
    if (asprintf(&from, "%s/%s.%s", names->work, names->stem, extension) < 0)
        from = NULL;
    if (asprintf(&to, "%s/%s.%s", names->directory, names->stem, extension) < 0)
        to = NULL;
    struct stat status;
    if (from == NULL || to == NULL)
        tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
    else if (stat(from, &status) != 0 || status.st_size == 0)
        tl_fail(error, TL_EXIT_UNMEASURED, "gnuplot drew nothing for %s", to);
    else if (rename(from, to) != 0)
        tl_fail(error, TL_EXIT_UNMEASURED, "%s cannot be written (%s)", to, strerror(errno));
    else
        result = 0;
    free(from);
    free(to);
    return result;
}

static void remove_work(const struct names *names)
{
    const char *const left[] = {extensions[0], extensions[1], names->kind};
    char *path = NULL;
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
        if (asprintf(&path, "%s/%s.%s", names->work, names->stem, left[i]) >= 0) {
            unlink(path);
            free(path);
        }
    if (asprintf(&path, "%s/gnuplot.log", names->work) >= 0) {
        unlink(path);
        free(path);
    }
    rmdir(names->work);
}

static int names_fill(struct names *names, const char *path, struct tl_error *error)
{
    const char *slash = strrchr(path, '/'), *base = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(base, '.');
    memset(names, 0, sizeof *names);
    for (const char *c = path; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return tl_fail(error, TL_EXIT_USAGE, "control characters in the name of the picture");
    if (dot != NULL && dot > base && strcmp(dot, ".svg") == 0)
        names->kind = "svg";
    else if (dot != NULL && dot > base && strcmp(dot, ".png") == 0)
        names->kind = "png";
    else
        return tl_fail(error, TL_EXIT_USAGE,
                       "%s: a picture is NAME.svg, NAME.png, or - for the terminal", path);
    names->directory = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path + 1));
    names->stem = strndup(base, (size_t)(dot - base));
    if (names->directory == NULL || names->stem == NULL ||
        asprintf(&names->work, "%s/.taskloss-plot-XXXXXX", names->directory) < 0) {
        names->work = NULL;
        return tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
    }
    if (mkdtemp(names->work) != NULL)
        return 0;
    tl_fail(error, TL_EXIT_UNMEASURED, "nothing can be written in %s (%s)", names->directory,
            strerror(errno));
    free(names->work);
    names->work = NULL;
    return -1;
}

static void names_free(struct names *names)
{
    if (names->work != NULL)
        remove_work(names);
    free(names->directory);
    free(names->stem);
    free(names->work);
}

int plot_picture(const struct plot_source *source, const char *path, struct tl_error *error)
{
    struct names names;
    int result = names_fill(&names, path, error);
    if (result == 0)
        result = write_inputs(&names, source, error);
    if (result == 0)
        result = run_gnuplot(&names, error);
    if (result == 0)
        result = publish(&names, names.kind, error);
    for (size_t i = 0; result == 0 && extensions[i] != NULL; i++)
        result = publish(&names, extensions[i], error);
    names_free(&names);
    return result;
}

int plot_file(const struct tl_results *results, const struct plot_options *options,
              const char *path, struct tl_error *error)
{
    struct rates rates = {.run = &results->run};
    struct plot_source source = {.data = &rates,
                                 .put_data = put_data,
                                 .put_parameters = put_rates,
                                 .folder = options->scripts,
                                 .script = plot_kinds[options->kind].name};
    if (plot_data_fill(&rates.data, results, options, error) != 0)
        return -1;
    int result = -1;
    if (options->kind == PLOT_RATE && rates.data.version_count > RATE_COLUMNS_MAX)
        tl_fail(error, TL_EXIT_USAGE,
                "a rate plot has room for %d implementations, and the run has %zu: choose some "
                "with --python, or draw --kind heatmap",
                RATE_COLUMNS_MAX, rates.data.version_count);
    else
        result = plot_picture(&source, path, error);
    plot_data_free(&rates.data);
    return result;
}
