/* Finding is three steps: places, descriptions, and a probe by the worker, which has the last word.
 */
#include "pythons.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ask.h"
#include "binary.h"
#include "describe.h"
#include "list.h"
#include "locate.h"
#include "memory.h"
#include "names.h"
#include "paths.h"
#include "remembered.h"
#include "text.h"

#define PROBE_DEADLINE_MS 20000u

static void python_clear(struct tl_python *python)
{
    char *owned[] = {python->name,         python->version, python->path,   python->libpython,
                     python->home,         python->loader,  python->site,   python->why,
                     python->library_path, python->program, python->stdlib, python->executable,
                     python->modules};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        free(owned[i]);
    *python = (struct tl_python){0};
}

void pythons_free(struct tl_pythons *pythons)
{
    for (size_t i = 0; i < pythons->count; i++)
        python_clear(&pythons->items[i]);
    free(pythons->items);
    *pythons = (struct tl_pythons){0};
}

/* --- the worker's command line --- */

/* --- the probe --- */

static void set(char **field, char *value)
{
    free(*field);
    *field = value;
}

static unsigned build_from(const char *list)
{
    return (list != NULL && strstr(list, "debug") != NULL ? TL_BUILD_DEBUG : 0) |
           (list != NULL && strstr(list, "free-threaded") != NULL ? TL_BUILD_FREE_THREADED : 0);
}

/* What the worker says of the Python is truer than what was told before. */
static void take_version(struct tl_python *python, const char *answer)
{
    char *version = text_value(answer, "version"), *build = text_value(answer, "build");
    char *implementation = text_value(answer, "implementation");
    if (version != NULL) {
        python->build = build_from(build);
        set(&python->name, names_python(implementation != NULL ? implementation : "cpython",
                                        version, python->build));
        set(&python->version, version);
        python->why = names_age(version);
    }
    free(build);
    free(implementation);
}

/* Why a worker did not say whether it can measure. */
static char *failure(const struct ask *ask)
{
    if (!ask->started)
        return text_make("the worker cannot be started in it: %s", ask->reason);
    if (ask->late)
        return text_make("the worker did not answer within %u s in it", PROBE_DEADLINE_MS / 1000);
    if (ask->signal != 0)
        return text_make("the worker was killed by signal %d (%s) in it", ask->signal,
                         strsignal(ask->signal));
    size_t line = strcspn(ask->errors, "\n");
    return text_make("the worker failed in it (exit status %d%s%.*s)", (int)ask->status,
                     line > 0 ? ": " : "", (int)(line < 256 ? line : 256), ask->errors);
}

static void take_answer(struct tl_python *python, const struct ask *ask)
{
    take_version(python, ask->output);
    char *usable = text_value(ask->output, "usable");
    if (python->why == NULL && (ask->signal != 0 || ask->late || usable == NULL))
        python->why = failure(ask);
    else if (python->why == NULL && (ask->status != 0 || strcmp(usable, "yes") != 0))
        python->why = text_value(ask->output, "why");
    else if (python->why == NULL)
        python->usable = true;
    if (!python->usable && python->why == NULL)
        python->why = text_make("the worker cannot use it, and does not say why");
    free(usable);
}

static void add_file(struct text_list *files, const char *path)
{
    if (path != NULL && *path != '\0')
        text_add(files, text_make("%s", path));
}

/* FOLDER/ for each of a list with ':' between. */
static void add_sites(struct text_list *files, const char *sites)
{
    char *copy = text_make("%s", sites != NULL ? sites : ""), *rest = copy, *folder;
    while ((folder = strsep(&rest, ":")) != NULL)
        if (*folder != '\0')
            text_add(files, text_make("%s/", folder));
    free(copy);
}

/* All that the worker's answer depends on: itself, and the Python in it. */
static struct text_list files_of(const struct tl_python *python)
{
    struct text_list files = {0};
    struct tl_error ignored;
    char *worker = paths_worker(&ignored);
    char *loader = worker != NULL ? binary_loader(worker) : NULL;
    add_file(&files, worker);
    add_file(&files, loader);
    add_file(&files, python->libpython);
    add_file(&files, python->loader);
    add_file(&files, python->program);
    add_file(&files, python->executable);
    add_file(&files, python->stdlib);
    add_file(&files, python->modules);
    add_sites(&files, python->library_path);
    add_sites(&files, python->site);
    free(loader);
    free(worker);
    return files;
}

/* Are the files known that its answer depends on? */
static bool is_whole(const struct tl_python *python)
{
    return python->stdlib != NULL && (python->home == NULL || strchr(python->home, ':') == NULL);
}

static void keep_answers(const struct tl_python *pythons, size_t count, const struct ask *asks,
                         const struct timespec *asked)
{
    for (size_t i = 0, next = 0; i < count; i++) {
        if (pythons[i].why != NULL)
            continue;
        const struct ask *ask = &asks[next++];
        if (ask->known || !is_whole(&pythons[i]) || strstr(ask->output, "usable=yes\n") == NULL)
            continue;
        struct text_list files = files_of(&pythons[i]);
        remembered_keep(ask, &files, asked);
        text_clear(&files);
    }
}

static int probe(struct tl_python *pythons, size_t count, struct tl_error *error)
{
    static const char *const extra[] = {"--probe", NULL};
    struct ask *asks = memory_zeroed(count, sizeof *asks);
    struct timespec now;
    size_t asked = 0;
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++) {
        if (pythons[i].why != NULL)
            continue;
        asks[asked].deadline_ms = PROBE_DEADLINE_MS;
        asks[asked].argv = pythons_worker_argv(&pythons[i], extra, error);
        result = asks[asked].argv == NULL ? -1 : 0;
        if (result == 0)
            remembered_take(&asks[asked]);
        asked++;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    if (result == 0)
        result = ask_all(asks, asked, error);
    if (result == 0)
        keep_answers(pythons, count, asks, &now);
    for (size_t i = 0, next = 0; i < count && result == 0; i++)
        if (pythons[i].why == NULL)
            take_answer(&pythons[i], &asks[next++]);
    for (size_t i = 0; i < asked; i++)
        pythons_free_argv(asks[i].argv);
    free(asks);
    return result;
}

/* --- the list --- */

static bool equal(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* A home that is not known is the library's own. */
static bool same_home(const char *a, const char *b)
{
    char *real[] = {a != NULL ? realpath(a, NULL) : NULL, b != NULL ? realpath(b, NULL) : NULL};
    bool same =
        a == NULL || b == NULL || strcmp(a, b) == 0 || (real[0] != NULL && equal(real[0], real[1]));
    free(real[0]);
    free(real[1]);
    return same;
}

/* Two paths to one library and one home are one Python; without a library, the path
 * tells. A name by which it can be used is not the same as one by which it cannot. */
static bool same_python(const struct tl_python *a, const struct tl_python *b)
{
    if (a->libpython == NULL || b->libpython == NULL)
        return a->libpython == b->libpython && equal(a->path, b->path);
    return (a->why == NULL) == (b->why == NULL) && equal(a->libpython, b->libpython) &&
           equal(a->site, b->site) && equal(a->program, b->program) && same_home(a->home, b->home);
}

static void drop_repeats(struct tl_pythons *pythons)
{
    size_t kept = 0;
    for (size_t i = 0; i < pythons->count; i++) {
        bool repeat = false;
        for (size_t j = 0; j < kept && !repeat; j++)
            repeat = same_python(&pythons->items[j], &pythons->items[i]);
        if (repeat)
            python_clear(&pythons->items[i]);
        else
            pythons->items[kept++] = pythons->items[i];
    }
    pythons->count = kept;
}

/* On a search of the machine, what is no Python 3 at all is left out. */
static void drop_strangers(struct tl_pythons *pythons)
{
    size_t kept = 0;
    for (size_t i = 0; i < pythons->count; i++)
        if (pythons->items[i].version == NULL && strstr(pythons->items[i].why, "Python 2") != NULL)
            python_clear(&pythons->items[i]);
        else
            pythons->items[kept++] = pythons->items[i];
    pythons->count = kept;
}

static int by_version(const void *left, const void *right)
{
    const struct tl_python *a = left, *b = right;
    bool pypy[2] = {strncmp(a->name, "pypy", 4) == 0, strncmp(b->name, "pypy", 4) == 0};
    if (pypy[0] != pypy[1])
        return pypy[0] - pypy[1];
    if ((a->version == NULL) != (b->version == NULL))
        return a->version == NULL ? 1 : -1;
    int order = a->version != NULL ? strverscmp(a->version, b->version) : 0;
    if (order == 0 && a->build != b->build)
        order = a->build < b->build ? -1 : 1;
    return order != 0 ? order : strcmp(a->path, b->path);
}

/* Places to probed Pythons; each has a name then, its version if it is known. */
static int examine(struct tl_pythons *out, const struct places *places, bool search,
                   struct tl_error *error)
{
    *out = (struct tl_pythons){memory_zeroed(places->count, sizeof *out->items), places->count};
    int result = describe_all(out->items, places, error);
    if (result == 0) {
        if (search)
            drop_strangers(out);
        drop_repeats(out);
        result = probe(out->items, out->count, error);
    }
    for (size_t i = 0; i < out->count; i++)
        if (out->items[i].name == NULL && out->items[i].path != NULL) /* else none was described */
            out->items[i].name =
                text_make("%s", out->items[i].version != NULL ? out->items[i].version
                                                              : basename(out->items[i].path));
    return result;
}

static int find_in(struct tl_pythons *out, const struct places *places, struct tl_error *error)
{
    int result = examine(out, places, true, error);
    if (result == 0)
        list_sort(out->items, out->count, sizeof *out->items, by_version);
    else
        pythons_free(out);
    return result;
}

int pythons_find(struct tl_pythons *out, struct tl_error *error)
{
    struct places places = {0};
    *out = (struct tl_pythons){0};
    int result = locate_all(&places, error);
    if (result == 0)
        result = find_in(out, &places, error);
    places_free(&places);
    return result;
}

/* --- those like some --- */

/* The minor version that a name tells: "python3.11", "pypy3.11", "3.14d"; 0: it tells none. */
static int minor_told(const char *path)
{
    int major, minor;
    const char *name = strrchr(path, '/');
    name = name != NULL ? name + 1 : path;
    names_major_minor(name + strcspn(name, "0123456789"), &major, &minor);
    return minor;
}

static bool is_like(void *context, const struct place *place)
{
    const struct tl_pythons *given = context;
    int told = minor_told(place->path), major, minor;
    for (size_t i = 0; i < given->count; i++) {
        if (given->items[i].version == NULL)
            continue;
        names_major_minor(given->items[i].version, &major, &minor);
        if (told == 0 || told == minor)
            return true;
    }
    return false;
}

int pythons_find_like(struct tl_pythons *out, const struct text_list *paths, struct tl_error *error)
{
    struct places places = {0}, asked = {0};
    *out = (struct tl_pythons){0};
    for (size_t i = 0; i < paths->count; i++)
        locate_path(&asked, paths->items[i]);
    struct tl_pythons given = {memory_zeroed(asked.count, sizeof *given.items), asked.count};
    int result = describe_all(given.items, &asked, error);
    if (result == 0)
        result = locate_all(&places, error);
    if (result == 0) {
        places_keep(&places, is_like, &given);
        result = find_in(out, &places, error);
    }
    pythons_free(&given);
    places_free(&asked);
    places_free(&places);
    return result;
}

/* The index of an equal Python, or `count`. */
static size_t index_of(const struct tl_pythons *pythons, const struct tl_python *python)
{
    size_t i = 0;
    while (i < pythons->count && !same_python(&pythons->items[i], python))
        i++;
    return i;
}

/* Moves the one Python of `from` to the end of `pythons`, or drops it if it is there already. */
static size_t merge(struct tl_pythons *pythons, struct tl_pythons *from)
{
    size_t index = index_of(pythons, &from->items[0]);
    if (index == pythons->count) {
        pythons->items = memory_resized(pythons->items, (index + 1) * sizeof *pythons->items);
        pythons->items[pythons->count++] = from->items[0];
        from->items[0] = (struct tl_python){0};
    }
    return index;
}

int pythons_add(struct tl_pythons *pythons, const char *path, size_t *index, struct tl_error *error)
{
    struct places places = {0};
    struct tl_pythons found;
    locate_path(&places, path);
    int result = examine(&found, &places, false, error);
    if (result == 0)
        *index = merge(pythons, &found);
    pythons_free(&found);
    places_free(&places);
    return result;
}

bool pythons_is_spare(const struct tl_pythons *pythons, const struct tl_python *python)
{
    if (python->loader == NULL)
        return false;
    for (size_t i = 0; i < pythons->count; i++) {
        const struct tl_python *other = &pythons->items[i];
        if (other->usable && other->loader == NULL && other->site == NULL &&
            equal(other->name, python->name) && equal(other->version, python->version))
            return true;
    }
    return false;
}
