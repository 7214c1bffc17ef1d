/* Interpreters are asked through sysconfig; libraries and fetched roots are looked at from outside.
 */
#include "describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ask.h"
#include "binary.h"
#include "build_tree.h"
#include "describe_library.h"
#include "files.h"
#include "memory.h"
#include "names.h"
#include "text.h"

#define ASK_DEADLINE_MS 20000u

static const char question[] =
    "import sys, sysconfig\n"
    "get = sysconfig.get_config_var\n"
    "for key in 'INSTSONAME', 'LDLIBRARY', 'LIBDIR', 'MULTIARCH':\n"
    "    print('%s=%s' % (key, get(key) or ''))\n"
    "for key in 'Py_DEBUG', 'Py_GIL_DISABLED':\n"
    "    print('%s=%s' % (key, get(key) or ''))\n"
    "print('implementation=' + sys.implementation.name)\n"
    "print('version=' + sys.version.split()[0].rstrip('+'))\n"
    "print('flags=' + getattr(sys, 'abiflags', ''))\n"
    "print('prefix=' + sys.base_prefix)\n"
    "print('exec_prefix=' + sys.base_exec_prefix)\n"
    "if sysconfig.is_python_build():\n"
    "    import os\n"
    "    folder = os.path.dirname(sys.executable)\n"
    "    with open(os.path.join(folder, 'pybuilddir.txt')) as file:\n"
    "        print('modules=' + os.path.join(folder, file.read().strip()))\n"
    "    print('builddir=' + folder)\n"
    "    print('source=' + os.path.dirname(os.path.abspath(os.__file__)))\n";

/* --- interpreters --- */

/* FOLDER/NAME if it is a shared library; takes nothing over. */
static char *library_at(const char *folder, const char *name)
{
    if (folder == NULL || name == NULL)
        return NULL;
    char *path = text_make("%s/%s", folder, name);
    char *real = files_is_file(path) && binary_look(path).kind == BINARY_LIBRARY
                     ? realpath(path, NULL)
                     : NULL;
    free(path);
    return real;
}

/* A build may name a static library and have the shared one all the same, so its usual name is
 * tried too. */
static char *library_of(const char *program, const char *answer)
{
    int major, minor;
    char *version = text_value(answer, "version"), *flags = text_value(answer, "flags");
    char *prefix = text_value(answer, "prefix"), *own = text_make("%s", program);
    names_major_minor(version, &major, &minor);
    *strrchr(own, '/') = '\0';
    char *names[] = {text_value(answer, "INSTSONAME"), text_value(answer, "LDLIBRARY"),
                     text_make("libpython%d.%d%s.so.1.0", major, minor, flags != NULL ? flags : ""),
                     text_make("libpypy%d.%d-c.so", major, minor)};
    char *libdir = text_value(answer, "LIBDIR"), *multiarch = text_value(answer, "MULTIARCH");
    char *folders[] = {text_value(answer, "builddir"), libdir,
                       text_make("%s/%s", libdir ? libdir : "", multiarch ? multiarch : ""),
                       text_make("%s/lib", prefix ? prefix : ""), own};
    char *library = NULL;
    for (size_t i = 0; i < 4 && library == NULL; i++)
        for (size_t j = 0; j < 5 && library == NULL; j++)
            library = library_at(folders[j], names[i]);
    for (size_t i = 0; i < 4; i++)
        free(names[i]);
    for (size_t j = 0; j < 5; j++)
        free(folders[j]);
    free(version);
    free(flags);
    free(prefix);
    free(multiarch);
    return library;
}

/* Says how to get the shared library that this interpreter lacks. */
static char *advice(const char *program, const char *answer)
{
    int major, minor;
    char *version = text_value(answer, "version"), *modules = text_value(answer, "modules"), *text;
    names_major_minor(version, &major, &minor);
    if (modules != NULL)
        text = text_make("no shared libpython in this build tree: "
                         "./configure --enable-shared && make");
    else if (strstr(program, "/.pyenv/") != NULL || strstr(program, "/versions/") != NULL)
        text = text_make("no shared libpython: "
                         "PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force %s",
                         version);
    else if (strncmp(program, "/usr/bin/", 9) == 0)
        text = text_make("no shared libpython: apt install libpython%d.%d", major, minor);
    else
        text = text_make("no shared libpython: build it with ./configure --enable-shared, or see "
                         "scripts/get-pythons");
    free(version);
    free(modules);
    return text;
}

static unsigned build_of(const char *answer)
{
    char *debug = text_value(answer, "Py_DEBUG"), *threads = text_value(answer, "Py_GIL_DISABLED");
    unsigned build = (debug != NULL && strcmp(debug, "1") == 0 ? TL_BUILD_DEBUG : 0) |
                     (threads != NULL && strcmp(threads, "1") == 0 ? TL_BUILD_FREE_THREADED : 0);
    free(debug);
    free(threads);
    return build;
}

/* PYTHONHOME for what the interpreter answered. */
static char *home_of(const char *answer)
{
    char *prefix = text_value(answer, "prefix"), *exec = text_value(answer, "exec_prefix");
    char *modules = text_value(answer, "modules"), *source = text_value(answer, "source");
    char *version = text_value(answer, "version"), *home = NULL;
    if (modules != NULL && source != NULL)
        home = build_tree_home(source, modules, version);
    else if (prefix != NULL && exec != NULL && strcmp(prefix, exec) != 0)
        home = text_make("%s:%s", prefix, exec);
    else if (prefix != NULL)
        home = text_make("%s", prefix);
    free(prefix);
    free(exec);
    free(modules);
    free(source);
    free(version);
    return home;
}

/* The packages of a virtual environment. */
static char *site_of(const char *venv, const char *version)
{
    int major, minor;
    names_major_minor(version, &major, &minor);
    char *site = files_first(text_make("%s/lib/python%d.%d/site-packages", venv, major, minor));
    return site != NULL
               ? site
               : files_first(text_make("%s/lib/pypy%d.%d/site-packages", venv, major, minor));
}

/* The line of a text that says what went wrong: the first that names an error, else the last. */
static void telling_line(const char *text, char *line, size_t size)
{
    const char *found = NULL;
    for (const char *at = text; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n') {
        size_t length = strcspn(at, "\n");
        bool error = memmem(at, length, "rror", 4) != NULL;
        if (length > 0)
            found = at;
        if (error)
            break;
    }
    snprintf(line, size, "%.*s", found != NULL ? (int)strcspn(found, "\n") : 0,
             found != NULL ? found : "");
}

/* Why an interpreter gave no answer. */
static char *silence(const struct place *place, const struct ask *ask)
{
    char line[256];
    telling_line(ask->errors, line, sizeof line);
    if (strstr(ask->errors, "Unknown option: -I") != NULL)
        return text_make("%s is Python 2 or older than 3.4: taskloss needs 3.%d or newer",
                         place->shown, NAMES_OLDEST_MINOR);
    if (!ask->started)
        return text_make("%s cannot be run: %s", place->shown, ask->reason);
    if (ask->late)
        return text_make("%s did not answer within %u s", place->shown, ASK_DEADLINE_MS / 1000);
    if (ask->signal != 0)
        return text_make("%s was killed by signal %d (%s)", place->shown, ask->signal,
                         strsignal(ask->signal));
    return text_make("%s does not answer as a Python does (exit status %d%s%s)", place->shown,
                     (int)ask->status, *line != '\0' ? ": " : "", line);
}

static void describe_program(struct tl_python *python, const struct place *place,
                             const struct ask *ask)
{
    char *implementation = text_value(ask->output, "implementation");
    python->version = text_value(ask->output, "version");
    if (ask->status != 0 || ask->late || python->version == NULL || implementation == NULL) {
        free(python->version);
        python->version = NULL;
        python->why = silence(place, ask);
    } else {
        python->build = build_of(ask->output);
        python->name = names_python(implementation, python->version, python->build);
        python->home = home_of(ask->output);
        python->libpython = library_of(place->path, ask->output);
        python->why = names_age(python->version);
        if (python->why == NULL && python->libpython == NULL)
            python->why = advice(place->path, ask->output);
        if (place->venv != NULL)
            python->site = site_of(place->venv, python->version);
    }
    free(implementation);
}

/* --- all --- */

/* An uninstalled build finds its library only beside itself. */
static char **environment_for(const char *program)
{
    char *folder = text_make("%s", program), *mark;
    *strrchr(folder, '/') = '\0';
    mark = text_make("%s/pybuilddir.txt", folder);
    struct text_list list = {0};
    if (files_is_file(mark)) {
        for (char **entry = environ; *entry != NULL; entry++)
            if (strncmp(*entry, "LD_LIBRARY_PATH=", 16) != 0)
                text_add(&list, text_make("%s", *entry));
        text_add(&list, text_make("LD_LIBRARY_PATH=%s", folder));
    }
    free(folder);
    free(mark);
    return list.items;
}

static char **question_for(const char *program)
{
    const char *const words[] = {program, "-I", "-S", "-c", question};
    struct text_list list = {0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        text_add(&list, text_make("%s", words[i]));
    return list.items;
}

static void free_words(char **words)
{
    for (char **word = words; word != NULL && *word != NULL; word++)
        free(*word);
    free(words);
}

static void describe(struct tl_python *python, const struct place *place, const struct ask *ask)
{
    python->path = text_make("%s", place->shown);
    if (place->kind == PLACE_PROGRAM)
        describe_program(python, place, ask);
    else if (place->kind == PLACE_LIBRARY)
        describe_library(python, place);
    else if (place->kind == PLACE_ROOT)
        describe_root(python, place);
    else
        python->why = text_make("%s", place->why);
}

int describe_all(struct tl_python *pythons, const struct places *places, struct tl_error *error)
{
    size_t count = 0;
    struct ask *asks = memory_zeroed(places->count, sizeof *asks);
    for (size_t i = 0; i < places->count; i++)
        if (places->items[i].kind == PLACE_PROGRAM)
            asks[count++] = (struct ask){.argv = question_for(places->items[i].path),
                                         .environment = environment_for(places->items[i].path),
                                         .deadline_ms = ASK_DEADLINE_MS};
    int result = ask_all(asks, count, error);
    for (size_t i = 0, next = 0; i < places->count && result == 0; i++) {
        const struct place *place = &places->items[i];
        describe(&pythons[i], place, place->kind == PLACE_PROGRAM ? &asks[next++] : NULL);
    }
    for (size_t i = 0; i < count; i++) {
        free_words(asks[i].argv);
        free_words(asks[i].environment);
    }
    free(asks);
    return result;
}
