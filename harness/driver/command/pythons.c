/* taskloss pythons: what was found, and what stands in the way of what cannot be used. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "forms.h"
#include "json_text.h"
#include "libraries.h"
#include "loops.h"
#include "memory.h"
#include "options.h"
#include "pythons.h"
#include "text.h"
#include "utf8.h"

struct settings {
    struct text_list specs;
    bool json;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct settings *settings = state->input;
    if (key == 'J')
        settings->json = true;
    else if (key == 'p' || key == ARGP_KEY_ARG)
        text_add(&settings->specs, text_make("%s", argument));
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

static const struct argp_option options[] = {
    {"python", 'p', "SPEC", 0, "Only these: a version, a path, or all", 0},
    {"json", 'J', NULL, 0, "One JSON document", 0},
    {0},
};

const struct argp argp_pythons = {
    options,     parse,
    "[SPEC...]", "Shows the Pythons of this machine, and whether each can be measured.",
    NULL,        NULL,
    NULL};

/* "debug, free-threaded" */
static char *build_text(unsigned build)
{
    return text_make("%s%s%s", build & TL_BUILD_DEBUG ? "debug" : "",
                     build == (TL_BUILD_DEBUG | TL_BUILD_FREE_THREADED) ? ", " : "",
                     build & TL_BUILD_FREE_THREADED ? "free-threaded" : "");
}

/* Is the loop of a spec where its Python would find it? */
static int find_loop(const struct tl_target *target, const char *spec, struct tl_error *error)
{
    const struct tl_loop *loop = target->loop;
    if (loop == NULL || *loop->site != '\0')
        return 0;
    char *module = text_make("%.*s", (int)strcspn(loop->factory, ":"), loop->factory);
    bool there = libraries_installed(target->python, module);
    free(module);
    return there ? 0
                 : tl_fail(error, TL_EXIT_UNMEASURED,
                           "%s is not installed for %.*s: install it there, or run "
                           "taskloss get loops %s",
                           loop->name, (int)strcspn(spec, "+"), spec, loop->name);
}

/* A spec with a loop or kinds behind it: the Pythons that it would be measured on. */
static int choose_targets(bool *shown, struct tl_pythons *pythons, const char *spec,
                          struct tl_error *error)
{
    struct tl_targets targets;
    if (targets_select(&targets, pythons, &spec, 1, error) != 0)
        return -1;
    size_t found = 0;
    for (size_t i = 0; i < targets.count; i++) {
        shown[targets.items[i].python - pythons->items] = true;
        found += find_loop(&targets.items[i], spec, error) == 0;
    }
    int result = found > 0 || targets.count == 0 ? 0 : -1;
    targets_free(&targets);
    return result;
}

/* Which to show, in the order of `pythons`: those that one of the specs names. */
static int choose(bool **shown, struct tl_pythons *pythons, const struct text_list *specs,
                  struct tl_error *error)
{
    *shown = memory_zeroed(pythons->count + specs->count, sizeof **shown);
    for (size_t i = 0; specs->count == 0 && i < pythons->count; i++)
        (*shown)[i] = true;
    for (size_t i = 0; i < specs->count; i++) {
        struct tl_choice choice;
        if (strchr(specs->items[i], '+') != NULL && access(specs->items[i], F_OK) != 0) {
            if (choose_targets(*shown, pythons, specs->items[i], error) != 0)
                return -1;
            continue;
        }
        if (pythons_choose(&choice, pythons, specs->items[i], error) != 0)
            return -1;
        for (size_t j = 0; j < choice.count; j++)
            (*shown)[choice.items[j]] = true;
        pythons_choice_free(&choice);
    }
    return 0;
}

/* The command that starts a worker in it: for scripts/bench and for a debugger. */
static json_t *worker_json(const struct tl_python *python)
{
    struct tl_error error;
    char **argv = python->usable ? pythons_worker_argv(python, NULL, &error) : NULL;
    json_t *list = argv != NULL ? json_array() : json_null();
    for (size_t i = 0; argv != NULL && argv[i] != NULL; i++)
        json_array_append_new(list, json_text_as_is(argv[i]));
    pythons_free_argv(argv);
    return list;
}

/* What is installed for it. */
static json_t *loops_json(const struct tl_python *python)
{
    struct text_list names = {0};
    json_t *list = json_array();
    loops_installed(&names, python);
    for (size_t i = 0; i < names.count; i++)
        json_array_append_new(list, json_string_nocheck(names.items[i]));
    text_clear(&names);
    return list;
}

/* What taskloss get loops can install. */
static json_t *known_loops_json(void)
{
    json_t *list = json_array();
    for (const struct loop_known *loop = loops_known; loop->name != NULL; loop++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "name", loop->name, "package",
                                              loop->package, "requirements", loop->requirements,
                                              "factory", loop->factory));
    return list;
}

static json_t *python_json(const struct tl_python *python)
{
    char *build = build_text(python->build);
    json_t *object = json_object();
    json_object_set_new(object, "implementation", json_text_as_is(python->name));
    json_object_set_new(object, "version", json_text_as_is(python->version));
    json_object_set_new(object, "build", json_text_as_is(build));
    json_object_set_new(object, "path", json_text_as_is(python->path));
    json_object_set_new(object, "libpython", json_text_as_is(python->libpython));
    json_object_set_new(object, "usable", json_boolean(python->usable));
    json_object_set_new(object, "why", json_text_as_is(python->why));
    json_object_set_new(object, "worker", worker_json(python));
    json_object_set_new(object, "loops", loops_json(python));
    free(build);
    return object;
}

static void print_json(const struct tl_pythons *pythons, const bool *shown)
{
    json_t *list = json_array(), *document = json_object();
    for (size_t i = 0; i < pythons->count; i++)
        if (shown[i])
            json_array_append_new(list, python_json(&pythons->items[i]));
    json_object_set_new(document, "schema", json_string(FORM_PYTHONS));
    json_object_set_new(document, "implementations", list);
    json_object_set_new(document, "loops", known_loops_json());
    json_dumpf(document, stdout, JSON_INDENT(2) | (isatty(STDOUT_FILENO) ? JSON_ENSURE_ASCII : 0));
    putchar('\n');
    json_decref(document);
}

static size_t widest(size_t width, const char *text)
{
    size_t length = text != NULL ? utf8_width(text) : 0;
    return length > width ? length : width;
}

static void put_row(const char *const texts[static 5], const size_t widths[static 4])
{
    for (size_t i = 0; i < 4; i++) {
        utf8_put(stdout, texts[i], widths[i], 1);
        fputs("  ", stdout);
    }
    utf8_print(stdout, "%s", texts[4]);
}

static void print_table(const struct tl_pythons *pythons, const bool *shown)
{
    size_t name = 4, build = 7, path = 4;
    for (size_t i = 0; i < pythons->count; i++)
        if (shown[i]) {
            char *text = build_text(pythons->items[i].build);
            name = widest(name, pythons->items[i].name);
            path = widest(path, pythons->items[i].path);
            build = widest(build, text);
            free(text);
        }
    const size_t widths[] = {name, build, 6, path};
    const char *const head[] = {"name", "build", "usable", "path", "libpython, or why not usable"};
    put_row(head, widths);
    for (size_t i = 0; i < pythons->count; i++) {
        const struct tl_python *python = &pythons->items[i];
        if (!shown[i])
            continue;
        char *text = build_text(python->build);
        const char *const row[] = {python->name,
                                   python->version == NULL ? "-"
                                   : *text != '\0'         ? text
                                                           : "release",
                                   python->usable ? "yes" : "no", python->path,
                                   python->usable ? python->libpython : python->why};
        put_row(row, widths);
        free(text);
    }
}

/* What was asked for by name and is not usable could not be had. */
static int verdict(const struct tl_pythons *pythons, const bool *shown, bool asked)
{
    size_t usable = 0, all = 0;
    for (size_t i = 0; i < pythons->count; i++)
        if (shown[i]) {
            all++;
            usable += pythons->items[i].usable;
        }
    return usable == 0 || (asked && usable < all) ? TL_EXIT_UNMEASURED : TL_EXIT_AS_EXPECTED;
}

static int show(const struct settings *settings, struct tl_error *error)
{
    struct tl_pythons pythons;
    bool *shown = NULL;
    const struct text_list *specs = &settings->specs;
    if (pythons_find_for(&pythons, (const char *const *)specs->items, specs->count, error) != 0)
        return -1;
    int result = choose(&shown, &pythons, &settings->specs, error);
    if (result == 0) {
        if (settings->json)
            print_json(&pythons, shown);
        else
            print_table(&pythons, shown);
        result = verdict(&pythons, shown, settings->specs.count > 0);
    }
    free(shown);
    pythons_free(&pythons);
    return result;
}

int cmd_pythons(int argc, char **argv, struct tl_error *error)
{
    struct settings settings = {0};
    int result = options_parse(&argp_pythons, argc, argv, &settings, error);
    if (result == 0)
        result = show(&settings, error);
    else if (result == 1)
        result = TL_EXIT_AS_EXPECTED;
    text_clear(&settings.specs);
    return result;
}
