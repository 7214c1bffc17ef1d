/* Regressions planted into a copy of an interpreter's asyncio: each is named by the case that
 * guards it, and the copy without them is clean.
 *
 * The copy's files are hard links, but for asyncio's, so it takes no time and no space. What is in
 * C cannot be planted: each plant is where Python code decides.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "synthetic.h"
#include "text.h"

/* One change and what must come of it. */
struct plant {
    const char *what;
    const char *version; /* "3.13": the interpreter it is planted into */
    const char *module;  /* of asyncio */
    const char *before, *after;
    const char *cases; /* that are run, by id, ' ' between; "" for all */
    const char *guard;
    const char *id, *verdict; /* the case that names it, and the word for it */
};

static const struct plant plants[] = {
    {"streams hold their reader strongly", "3.13", "streams.py",
     "self._stream_reader_wr = weakref.ref(stream_reader)\n",
     "self._stream_reader_wr = weakref.ref(stream_reader)\n            self._kept = "
     "stream_reader\n",
     "a01 a05 a07 t01", "bare,set", "a01", "loss-gone"},
    {"start_server() drops the handler's task", "3.13", "streams.py",
     "self._task = self._loop.create_task(res)\n                self._task.add_done_callback",
     "self._loop.create_task(res).add_done_callback", "a09 a10 d06", "bare", "a10", "new-loss"},
    {"an exception in a server's handler is not reported", "3.13", "streams.py",
     "                        self._loop.call_exception_handler({",
     "                        (lambda context: None)({", "a09 a10 d06", "bare", "d06",
     "now-silent"},
    {"shield() forgets what it shields", "3.13", "tasks.py",
     "    outer.add_done_callback(_outer_done_callback)\n", "", "a45 a46 a47 d04", "bare", "a46",
     "new-loss"},
    {"gather() drops its children", "3.13", "tasks.py", "_GatheringFuture(children, loop=loop)",
     "_GatheringFuture([], loop=loop)", "a29 a31", "bare,gather", "a31", "new-loss"},
    {"wait() keeps its waiter's callbacks", "3.13", "tasks.py",
     "            f.remove_done_callback(_on_completion)\n\n    done, pending",
     "            pass\n\n    done, pending", "a37 c02 c03", "bare", "c02", "new-leak"},
    {"wait() sets no timer", "3.13", "tasks.py",
     "        timeout_handle = loop.call_later(timeout, _release_waiter, waiter)\n    counter",
     "        pass\n    counter", "a37 a40", "bare", "a40", "new-loss"},
    {"timeout() sets no timer", "3.13", "timeouts.py",
     "self._timeout_handler = loop.call_at(when, self._on_timeout)", "pass", "a39 a41 a42", "bare",
     "a41", "new-loss"},
    {"run_coroutine_threadsafe() keeps the task", "3.13", "tasks.py",
     "futures._chain_future(ensure_future(coro, loop=loop), future)",
     "futures._chain_future((lambda task: loop.__dict__.setdefault('_kept', []).append(task) or "
     "task)(ensure_future(coro, loop=loop)), future)",
     "a26 a27", "bare", "a26", "loss-gone"},
    {"the loop keeps every task", "3.13", "base_events.py",
     "        try:\n            return task\n        finally:\n",
     "        self.__dict__.setdefault('_kept', set()).add(task)\n        try:\n            "
     "return task\n        finally:\n",
     "", "bare,set", "a31", "loss-gone"},
    {"the exception handler is not called", "3.13", "base_events.py",
     "        if self._exception_handler is None:\n            try:",
     "        return\n        if self._exception_handler is None:\n            try:", "", "bare",
     "d01", "now-silent"},
    {"Server.wait_closed() does not wait", "3.13", "base_events.py",
     "        self._waiters.append(waiter)\n        await waiter\n", "        return\n", "a62 a64",
     "bare", "a62", "loss-gone"},
    {"cancelled timers stay in the schedule", "3.13", "base_events.py",
     "while self._scheduled and self._scheduled[0]._cancelled:", "while False:", "c17 c18", "bare",
     "c18", "new-leak"},
    {"a dropped generator is not closed", "3.13", "base_events.py",
     "self.call_soon_threadsafe(self.create_task, agen.aclose())", "pass", "a55", "bare", "a55",
     "could-not-measure"}, /* nobody starts the job that was lost before */
    {"a Condition has no locked()", "3.13", "locks.py", "        self.locked = lock.locked\n", "",
     "f03", "bare", "f03", "changed"}, /* its program fails by itself */
    {"a Semaphore has no waiters", "3.13", "locks.py",
     "        self._waiters = None\n        self._value = value\n", "        self._value = value\n",
     "a34", "bare", "a34", "changed"}, /* its jobs do */
    {"timers go with the cancelled ones", "3.13", "base_events.py",
     "                    new_scheduled.append(handle)\n", "                    pass\n", "f67",
     "bare", "f67", "changed"}, /* it waits for ever */
    {"a line has no limit where its end is not there", "3.13", "streams.py",
     "                if offset > self._limit:\n", "                if False:\n", "f45", "bare",
     "f45", "changed"}, /* what it never notes */
    {"run() does not cancel what is left", "3.13", "runners.py",
     "            _cancel_all_tasks(loop)\n            loop.run_until",
     "            loop.run_until", "d13 d14 t05", "bare", "d13", "changed"},
    {"run() does not wait for the executor", "3.13", "runners.py",
     "loop.shutdown_default_executor(constants.THREAD_JOIN_TIMEOUT)", "tasks.sleep(0)", "d13 d18",
     "bare", "d18", "changed"},
    {"a queue keeps waiters that are gone", "3.13", "queues.py", "self._getters.remove(getter)",
     "pass", "a29 c17", "bare,set", "c17", "new-leak"},
    {"a TaskGroup swallows a child's exception", "3.13", "taskgroups.py",
     "            return\n\n        self._errors.append(exc)\n", "            return\n\n",
     "a48 t11", "bare", "t11", "changed"},
    {"wait_for() sets no timer", "3.9", "tasks.py",
     "timeout_handle = loop.call_later(timeout, _release_waiter, waiter)\n    cb",
     "timeout_handle = events.TimerHandle(0, _release_waiter, (waiter,), loop)\n    cb", "a38 a39",
     "bare", "a39", "new-loss"},
    {"as_completed() keeps its callbacks", "3.9", "tasks.py",
     "            f.remove_done_callback(_on_completion)\n            done.put_nowait(None)",
     "            done.put_nowait(None)", "a43 c06", "bare", "c06", "new-leak"},
    {"start_server() keeps the handler's task", "3.9", "streams.py",
     "                self._loop.create_task(res)\n",
     "                self._task = self._loop.create_task(res)\n", "a09 a10", "bare", "a10",
     "loss-gone"},
    {"streams hold their reader weakly", "3.7", "streams.py",
     "    def __init__(self, stream_reader, client_connected_cb=None, loop=None):\n        "
     "super().__init__(loop=loop)\n        self._stream_reader = stream_reader\n",
     "    _reader = lambda: None\n"
     "    _stream_reader = property(lambda self: self._reader(),\n"
     "                              lambda self, value: setattr(self, '_reader', lambda: "
     "value))\n\n"
     "    def __init__(self, stream_reader, client_connected_cb=None, loop=None):\n        "
     "super().__init__(loop=loop)\n        self._reader = "
     "__import__('weakref').ref(stream_reader)\n",
     "a01 a05 a07", "bare,set", "a05", "new-loss"},
};

#define SKIPPED     77 /* ctest's word for it is in CMakeLists.txt */
#define PLANT_COUNT (sizeof plants / sizeof plants[0])

static const char *const versions[] = {"3.7", "3.9", "3.13"};

#define VERSION_COUNT (sizeof versions / sizeof versions[0])

/* A copied interpreter. */
static struct copy {
    char *spec;    /* for --python; NULL: this machine has no such version that can be copied */
    char *asyncio; /* the folder */
} copies[VERSION_COUNT];

static char *folder;
static bool any; /* of the copies is there */

/* --- processes --- */

static int status_of(pid_t child)
{
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* Runs argv with its standard output in `out`, NULL for none. */
static int run(char *const *argv, const char *out)
{
    pid_t child = fork();
    if (child == 0) {
        int fd = open(out != NULL ? out : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        int quiet = open("/dev/null", O_WRONLY);
        if (fd < 0 || quiet < 0 || dup2(fd, 1) < 0 ||
            (getenv("TASKLOSS_LOUD") == NULL && dup2(quiet, 2) < 0))
            _exit(99);
        execvp(argv[0], argv);
        _exit(98);
    }
    return status_of(child);
}

static int command(const char *first, ...) __attribute__((sentinel));

static int command(const char *first, ...)
{
    char *argv[8] = {(char *)(uintptr_t)first};
    va_list rest;
    va_start(rest, first);
    for (int i = 1; i < 8 && (argv[i] = va_arg(rest, char *)) != NULL; i++)
        ;
    va_end(rest);
    return run(argv, NULL);
}

static json_t *read_json(const char *path)
{
    json_error_t where;
    json_t *document = json_load_file(path, 0, &where);
    ck_assert_msg(document != NULL, "%s: line %d: %s", path, where.line, where.text);
    return document;
}

/* --- copies --- */

/* Hard links where the file system and the system's protections allow them. */
static void copy_tree(const char *from, const char *to)
{
    if (command("cp", "-al", from, to, NULL) == 0)
        return;
    command("rm", "-rf", to, NULL);
    ck_assert_int_eq(command("cp", "-a", from, to, NULL), 0);
}

/* asyncio's own files become real ones, and what was compiled of them goes. */
static void unlink_asyncio(const char *asyncio)
{
    char *real = text_make("%s.real", asyncio), *compiled = text_make("%s/__pycache__", asyncio);
    ck_assert_int_eq(command("cp", "-r", asyncio, real, NULL), 0);
    ck_assert_int_eq(command("rm", "-rf", asyncio, NULL), 0);
    ck_assert_int_eq(rename(real, asyncio), 0);
    ck_assert_int_eq(command("rm", "-rf", compiled, NULL), 0);
    free(real);
    free(compiled);
}

static bool is_fetched(const char *path)
{
    char *loader = text_make("%s/ld.so", path);
    bool fetched = access(loader, F_OK) == 0;
    free(loader);
    return fetched;
}

/* A fetched root is copied whole, a prefix its lib and its interpreters; the folder names both. */
static void make_copy(struct copy *copy, const char *version, const char *path,
                      const char *libpython)
{
    char *to = text_make("%s/python-%s", folder, version);
    char *lib = text_make("%s", libpython), *slash = strrchr(lib, '/');
    *slash = '\0';
    if (is_fetched(path)) {
        copy_tree(path, to);
        copy->spec = text_make("%s", to);
        copy->asyncio = text_make("%s/usr/lib/python%s/asyncio", to, version);
    } else if (strncmp(lib, "/usr/", 5) != 0) {
        char *to_lib = text_make("%s/lib", to), *bin = text_make("%s/../bin", lib);
        char *to_bin = text_make("%s/bin", to);
        ck_assert_int_eq(command("mkdir", to, NULL), 0);
        copy_tree(lib, to_lib);
        copy_tree(bin, to_bin);
        copy->spec = text_make("%s", to);
        copy->asyncio = text_make("%s/python%s/asyncio", to_lib, version);
        free(to_lib);
        free(bin);
        free(to_bin);
    }
    if (copy->asyncio != NULL)
        unlink_asyncio(copy->asyncio);
    free(lib);
    free(to);
}

static bool is_version(const json_t *python, const char *wanted)
{
    const char *version = json_string_value(json_object_get(python, "version"));
    const char *build = json_string_value(json_object_get(python, "build"));
    size_t length = strlen(wanted);
    return version != NULL && strncmp(version, wanted, length) == 0 && version[length] == '.' &&
           build != NULL && build[0] == '\0' && json_is_true(json_object_get(python, "usable"));
}

/* `fetched`: only what taskloss get pythons fetched: it is the same on each machine. */
static void find_copies(const json_t *list, bool fetched)
{
    size_t i;
    json_t *python;
    json_array_foreach(list, i, python)
    {
        bool fits = !fetched || is_fetched(json_string_value(json_object_get(python, "path")));
        for (size_t v = 0; v < VERSION_COUNT; v++)
            if (fits && copies[v].spec == NULL && is_version(python, versions[v]))
                make_copy(&copies[v], versions[v],
                          json_string_value(json_object_get(python, "path")),
                          json_string_value(json_object_get(python, "libpython")));
    }
}

/* After this, no other Python is found: each check starts sooner. */
static void make(void)
{
    folder = folder_make();
    char *out = text_make("%s/pythons.json", folder);
    char *argv[] = {(char *)TASKLOSS_BINARY_DIR "/taskloss", (char *)"pythons", (char *)"--json",
                    NULL};
    run(argv, out);
    json_t *document = read_json(out);
    find_copies(json_object_get(document, "implementations"), true);
    find_copies(json_object_get(document, "implementations"), false);
    for (size_t i = 0; i < VERSION_COUNT; i++)
        any |= copies[i].spec != NULL;
    json_decref(document);
    free(out);
    setenv("TASKLOSS_CASES", TASKLOSS_SOURCE_DIR "/cases", 1);
    setenv("TASKLOSS_CACHE", folder, 1);
    setenv("HOME", folder, 1);
    unsetenv("PYENV_ROOT");
    setenv("PATH", "/usr/bin:/bin", 1);
}

static void clean(void)
{
    for (size_t i = 0; i < VERSION_COUNT; i++) {
        free(copies[i].spec);
        free(copies[i].asyncio);
    }
    folder_remove(folder);
}

static const struct copy *copy_of(const char *version)
{
    for (size_t i = 0; i < VERSION_COUNT; i++)
        if (strcmp(versions[i], version) == 0)
            return &copies[i];
    return NULL;
}

/* --- checks --- */

/* taskloss check of the copy: its exit status, and its document in `out`. */
static int check(const struct copy *copy, const char *cases, const char *guard, json_t **out)
{
    char *path = text_make("%s/check.json", folder), *results = text_make("%s/results", folder);
    char *words = text_make("%s", cases), *rest = words, *word;
    const char *argv[32] = {TASKLOSS_BINARY_DIR "/taskloss",
                            "check",
                            "--json",
                            "--python",
                            copy->spec,
                            "--guard",
                            guard,
                            "--results",
                            results};
    size_t count = 9;
    while ((word = strsep(&rest, " ")) != NULL && count < 31)
        if (*word != '\0')
            argv[count++] = word;
    int status = run((char *const *)(uintptr_t)argv, path);
    *out = read_json(path);
    free(words);
    free(results);
    free(path);
    return status;
}

/* The first of that name. */
static const json_t *difference_of(const json_t *document, const char *id, const char *verdict)
{
    size_t i;
    json_t *difference;
    json_array_foreach(json_object_get(document, "differences"), i, difference)
    {
        if (strcmp(json_string_value(json_object_get(difference, "case")), id) == 0 &&
            strcmp(json_string_value(json_object_get(difference, "verdict")), verdict) == 0)
            return difference;
    }
    return NULL;
}

/* A printed command: its exit status, and its document in `out`, NULL for none. */
static int follow(const json_t *difference, const char *which, json_t **out)
{
    const char *line = json_string_value(json_object_get(difference, which));
    ck_assert_msg(line != NULL && strncmp(line, "taskloss ", 9) == 0, "%s: %s", which,
                  line != NULL ? line : "none");
    char *path = text_make("%s/again.json", folder);
    char *text = text_make("%s/%s%s", TASKLOSS_BINARY_DIR, line, out != NULL ? " --json" : "");
    char *inside = text_make("cd '%s' && %s", folder, text);
    char *argv[] = {(char *)"sh", (char *)"-c", inside, NULL};
    int status = run(argv, path);
    if (out != NULL)
        *out = read_json(path);
    free(inside);
    free(text);
    free(path);
    return status;
}

/* What a cell says of the key: a count, or a fact. */
static json_int_t seen_in(const json_t *cell, const char *key)
{
    const json_t *count = json_object_get(cell, key);
    const json_t *fact = json_object_get(json_object_get(cell, "facts"), key);
    return json_integer_value(count != NULL ? count : json_object_get(fact, "trial"));
}

/* `repeat:` shows the finding again, and `replay` the trial: NULL, or what is different; to be
 * freed. */
static char *not_repeated(const json_t *difference)
{
    json_t *again;
    const char *key = json_string_value(json_object_get(difference, "key"));
    const json_t *seen = json_object_get(difference, "seen");
    int status = follow(difference, "repeat", &again);
    const json_t *cell = json_array_get(json_object_get(again, "cells"), 0);
    bool measured = json_integer_value(json_object_get(cell, "measured")) > 0;
    bool same = json_is_null(seen) || !measured ? json_is_string(json_object_get(cell, "why"))
                                                : seen_in(cell, key) == json_integer_value(seen);
    char *problem = NULL;
    if (status == 2 || !same)
        problem = text_make("repeat ended with %d, and shows %d of %s, not %d", status,
                            (int)seen_in(cell, key), key, (int)json_integer_value(seen));
    else if ((status = follow(difference, "replay", NULL)) != 0)
        problem = text_make("replay ended with %d", status);
    json_decref(again);
    return problem;
}

static char *differences(const json_t *document)
{
    return json_dumps(json_object_get(document, "differences"), JSON_INDENT(1));
}

static char *read_text(const char *path)
{
    FILE *in = fopen(path, "r");
    ck_assert_ptr_nonnull(in);
    char *text = calloc(1, 1 << 20);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_lt(fread(text, 1, (1 << 20) - 1, in), (1 << 20) - 1);
    fclose(in);
    return text;
}

static void write_text(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    ck_assert_int_ge(fputs(text, out), 0);
    ck_assert_int_eq(fclose(out), 0);
}

/* Changes the module and returns how it was. */
static char *change(const struct copy *copy, const struct plant *plant)
{
    char *path = text_make("%s/%s", copy->asyncio, plant->module);
    char *text = read_text(path), *at = strstr(text, plant->before);
    ck_assert_msg(at != NULL, "'%s' cannot be planted into %s: it has changed", plant->what, path);
    char *changed =
        text_make("%.*s%s%s", (int)(at - text), text, plant->after, at + strlen(plant->before));
    write_text(path, changed);
    free(changed);
    free(path);
    return text;
}

/* What was compiled of it may have the same second and length: it goes. */
static void restore(const struct copy *copy, const struct plant *plant, char *text)
{
    char *path = text_make("%s/%s", copy->asyncio, plant->module);
    char *compiled = text_make("%s/__pycache__", copy->asyncio);
    write_text(path, text);
    command("rm", "-rf", compiled, NULL);
    free(compiled);
    free(path);
    free(text);
}

static bool is_here(const char *version, const char *what)
{
    if (copy_of(version)->spec != NULL)
        return true;
    fprintf(stderr, "not tried: %s: there is no %s here that can be copied\n", what, version);
    return false;
}

START_TEST(each_plant_is_named_by_its_case)
{
    const struct plant *plant = &plants[_i];
    json_t *document;
    if (!is_here(plant->version, plant->what))
        return;
    const struct copy *copy = copy_of(plant->version);
    char *text = change(copy, plant);
    int status = check(copy, plant->cases, plant->guard, &document);
    const json_t *named = difference_of(document, plant->id, plant->verdict);
    char *problem = named != NULL ? not_repeated(named) : NULL;
    restore(copy, plant, text);
    char *seen = differences(document);
    int expected = strcmp(plant->verdict, "could-not-measure") == 0 ? 3 : 1;
    ck_assert_msg(status == expected, "%s: exit status %d\n%s", plant->what, status, seen);
    ck_assert_msg(named != NULL, "%s: %s is not called %s, but:\n%s", plant->what, plant->id,
                  plant->verdict, seen);
    ck_assert_msg(problem == NULL, "%s: %s", plant->what, problem);
    free(seen);
    json_decref(document);
}
END_TEST

START_TEST(a_copy_without_plants_is_clean)
{
    json_t *document;
    if (!is_here(versions[_i], "a clean copy"))
        return;
    int status = check(&copies[_i], "", "bare,set", &document);
    char *seen = differences(document);
    ck_assert_msg(status == 0, "%s: exit status %d\n%s", versions[_i], status, seen);
    free(seen);
    json_decref(document);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("planted regressions");
    TCase *tests = tcase_create("planted");
    tcase_add_unchecked_fixture(tests, make, clean);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, a_copy_without_plants_is_clean, 0, VERSION_COUNT);
    tcase_add_loop_test(tests, each_plant_is_named_by_its_case, 0, PLANT_COUNT);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0 ? 1 : any ? 0 : SKIPPED;
}
