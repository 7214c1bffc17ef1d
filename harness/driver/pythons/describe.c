/* Interpreters are asked through sysconfig; libraries and fetched roots are looked at from outside.
 */
#include "describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ask.h"
#include "binary.h"
#include "build_tree.h"
#include "describe_library.h"
#include "files.h"
#include "memory.h"
#include "names.h"
#include "prefix.h"
#include "remembered.h"
#include "text.h"
#include "utf8.h"

#define ASK_DEADLINE_MS 20000u

/* Bytes, since a path need not be text, and a line each, whatever the path holds. */
static const char question[] =
    "import os, sys, sysconfig\n"
    "get = sysconfig.get_config_var\n"
    "def tell(key, value):\n"
    "    value = value if isinstance(value, bytes) else os.fsencode(str(value or ''))\n"
    "    value = value.replace(b'\\\\', b'\\\\\\\\').replace(b'\\n', b'\\\\n')\n"
    "    sys.stdout.buffer.write(key.encode() + b'=' + value + b'\\n')\n"
    "for key in 'INSTSONAME', 'LDLIBRARY', 'LIBDIR', 'MULTIARCH', 'LIBDEST':\n"
    "    tell(key, get(key))\n"
    "for key in 'Py_DEBUG', 'Py_GIL_DISABLED':\n"
    "    tell(key, get(key))\n"
    "tell('implementation', sys.implementation.name)\n"
    "tell('version', sys.version.split()[0].rstrip('+'))\n"
    "tell('flags', getattr(sys, 'abiflags', ''))\n"
    "tell('prefix', sys.base_prefix)\n"
    "tell('exec_prefix', sys.base_exec_prefix)\n"
    "tell('source', os.path.dirname(os.path.abspath(os.__file__)))\n"
    "with open('/proc/self/maps', 'rb') as file:\n"
    "    for line in file:\n"
    "        name = line.rstrip(b'\\n').split(None, 5)[5:]\n"
    "        if name and os.path.basename(name[0]).startswith((b'libpython', b'libpypy')):\n"
    "            tell('mapped', name[0])\n"
    "            break\n"
    "folder = os.path.dirname(os.path.realpath(sys.executable or ''))\n"
    "mark = os.path.join(folder, 'pybuilddir.txt')\n"
    "if os.path.isfile(mark):\n"
    "    with open(mark) as file:\n"
    "        tell('modules', os.path.join(folder, file.read().strip()))\n"
    "    tell('builddir', folder)\n";

/* --- interpreters --- */

/* The value of a key in an answer, as `tell` writes it; NULL if it is not there or empty. */
static char *value_of(const char *answer, const char *key)
{
    char *value = text_value(answer, key), *to = value;
    for (const char *from = value; from != NULL && *from != '\0'; from++) {
        if (from[0] == '\\' && (from[1] == '\\' || from[1] == 'n'))
            *to++ = *++from == 'n' ? '\n' : '\\';
        else
            *to++ = *from;
    }
    if (to != NULL)
        *to = '\0';
    return value;
}

static bool equal(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Are both the same folder? */
static bool same_folder(const char *a, const char *b)
{
    char *real[] = {a != NULL ? realpath(a, NULL) : NULL, b != NULL ? realpath(b, NULL) : NULL};
    bool same = equal(real[0], real[1]);
    free(real[0]);
    free(real[1]);
    return same;
}

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
static struct text_list library_names(const char *answer)
{
    static const char *const keys[] = {"INSTSONAME", "LDLIBRARY"};
    struct text_list names = {0};
    int major, minor;
    char *version = text_value(answer, "version"), *flags = text_value(answer, "flags");
    names_major_minor(version, &major, &minor);
    for (size_t i = 0; i < 2; i++) {
        char *name = value_of(answer, keys[i]);
        if (name != NULL)
            text_add(&names, name);
    }
    text_add(&names, text_make("libpython%d.%d%s.so.1.0", major, minor, flags ? flags : ""));
    text_add(&names, text_make("libpypy%d.%d-c.so", major, minor));
    free(version);
    free(flags);
    return names;
}

static void add_folder(struct text_list *folders, const char *folder, const char *rest)
{
    if (folder != NULL)
        text_add(folders, text_make("%s%s", folder, rest));
}

/* Where an interpreter's library may lie, the likeliest first: with it, then in its prefix. */
static struct text_list own_folders(const struct tl_python *python, const char *program,
                                    const char *answer)
{
    struct text_list folders = {0};
    char *builddir = value_of(answer, "builddir"), *multiarch = value_of(answer, "MULTIARCH");
    char *real = realpath(program, NULL), *beside = prefix_folder(real ? real : program);
    char *prefix = text_make("%s", python->home != NULL ? python->home : "");
    char *exec = strchr(prefix, ':'), *there = text_make("/lib/%s", multiarch ? multiarch : "");
    if (exec != NULL)
        *exec++ = '\0';
    add_folder(&folders, builddir, "");
    if (builddir == NULL) {
        add_folder(&folders, prefix, "/lib");
        add_folder(&folders, prefix, "/lib64");
        add_folder(&folders, prefix, there);
        add_folder(&folders, exec, "/lib");
        add_folder(&folders, beside, "");
    }
    free(builddir);
    free(multiarch);
    free(real);
    free(beside);
    free(prefix);
    free(there);
    return folders;
}

static char *library_among(const struct text_list *folders, const struct text_list *names)
{
    char *library = NULL;
    for (size_t i = 0; i < folders->count && library == NULL; i++)
        for (size_t j = 0; j < names->count && library == NULL; j++)
            library = library_at(folders->items[i], names->items[j]);
    return library;
}

/* Does the interpreter stand where it was built for? Only then what it was built to load is its
 * own. */
static bool is_at_home(const struct tl_python *python, const char *answer)
{
    char *built_for = value_of(answer, "LIBDEST");
    bool home = built_for == NULL || python->stdlib == NULL || access(built_for, F_OK) != 0 ||
                same_folder(built_for, python->stdlib);
    free(built_for);
    return home;
}

/* The library that the interpreter was built to load, wherever it is itself. */
static char *built_library(const char *answer, const struct text_list *names)
{
    struct text_list folders = {0};
    char *mapped = value_of(answer, "mapped"), *libdir = value_of(answer, "LIBDIR");
    char *multiarch = value_of(answer, "MULTIARCH");
    char *there = text_make("/%s", multiarch != NULL ? multiarch : "");
    char *folder = mapped != NULL ? prefix_folder(mapped) : NULL;
    add_folder(&folders, folder, "");
    add_folder(&folders, libdir, "");
    add_folder(&folders, libdir, there);
    char *library = library_among(&folders, names);
    text_clear(&folders);
    free(mapped);
    free(libdir);
    free(multiarch);
    free(there);
    free(folder);
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
                         "taskloss get pythons");
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

/* PREFIX:EXEC_PREFIX of the answer, or PREFIX if they are one. */
static char *answered_home(const char *answer)
{
    char *prefix = value_of(answer, "prefix"), *exec = value_of(answer, "exec_prefix"), *home;
    if (prefix != NULL && exec != NULL && strcmp(prefix, exec) != 0)
        home = text_make("%s:%s", prefix, exec);
    else
        home = prefix != NULL ? text_make("%s", prefix) : NULL;
    free(prefix);
    free(exec);
    return home;
}

/* Is `prefix` a whole one by itself? Extension modules may be in another. */
static bool take_prefix(struct tl_python *python, const char *prefix, bool one_prefix)
{
    char *stdlib = prefix_stdlib(prefix, python->version);
    char *modules = stdlib != NULL ? text_make("%s/lib-dynload", stdlib) : NULL;
    bool whole = stdlib != NULL && (one_prefix || access(modules, F_OK) == 0);
    free(modules);
    if (!whole) {
        free(stdlib);
        return false;
    }
    python->home = text_make("%s", prefix);
    python->stdlib = stdlib;
    return true;
}

/* The prefix that was named is meant, if it is one; then that of the file behind the name; then
 * what the interpreter says. */
static void describe_prefix(struct tl_python *python, const char *program, const char *answer)
{
    char *home = answered_home(answer), *real = realpath(program, NULL);
    bool one = home != NULL && strchr(home, ':') == NULL;
    char *named = prefix_above(program), *behind = prefix_above(real != NULL ? real : program);
    if (!take_prefix(python, named, one) && !take_prefix(python, behind, one)) {
        python->home = text_make("%s", home != NULL ? home : "");
        python->stdlib = value_of(answer, "source");
    } else if (!utf8_is_valid(python->home)) {
        python->why = text_make("%s is not UTF-8, and CPython imports no module of C from such a "
                                "path: name it by a link that is",
                                python->home);
    } else if (strchr(python->home, ':') != NULL) {
        python->why = text_make("%s has ':' in its path, which ends a path for Python: name it by "
                                "a link without it",
                                python->home);
    }
    free(home);
    free(real);
    free(named);
    free(behind);
}

/* A build tree is started as its own program; by a home of links where the library lacks that. */
static void describe_build_tree(struct tl_python *python, const char *program, const char *answer)
{
    static const char *const start[] = {"Py_SetProgramName"};
    char *modules = value_of(answer, "modules");
    python->stdlib = value_of(answer, "source");
    python->modules = memory_text(modules);
    if (python->libpython != NULL && binary_defines(python->libpython, start, 1)) {
        python->home = answered_home(answer);
        python->program = realpath(program, NULL);
    } else if (python->stdlib != NULL) {
        python->home = build_tree_home(python->stdlib, modules, python->version, python->build);
    }
    free(modules);
}

/* Where the library was looked for in vain, a copy would load that of its original. */
static void describe_library_of(struct tl_python *python, const char *program, const char *answer)
{
    struct text_list names = library_names(answer), own = own_folders(python, program, answer);
    python->libpython = library_among(&own, &names);
    char *built = python->libpython == NULL ? built_library(answer, &names) : NULL;
    if (built != NULL && is_at_home(python, answer)) {
        python->libpython = built;
        built = NULL;
    } else if (built != NULL && python->why == NULL) {
        python->why = text_make("asked for the Python in %s, got the library of another, %s: copy "
                                "that into %s/lib",
                                python->home, built, python->home);
    }
    if (python->libpython == NULL && python->why == NULL)
        python->why = advice(program, answer);
    free(built);
    text_clear(&names);
    text_clear(&own);
}

static void describe_folders(struct tl_python *python, const char *program, const char *answer)
{
    char *modules = value_of(answer, "modules");
    if (modules == NULL)
        describe_prefix(python, program, answer);
    describe_library_of(python, program, answer);
    if (modules != NULL)
        describe_build_tree(python, program, answer);
    free(modules);
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
        python->why = names_age(python->version);
        describe_folders(python, place->path, ask->output);
        python->executable = text_make("%s", place->path);
        if (place->venv != NULL)
            python->site = prefix_site(place->venv, python->version);
    }
    free(implementation);
}

/* --- all --- */

static bool holds_library(const char *folder)
{
    char *plain = files_escape(folder);
    char *found = files_first(text_make("%s/libpy*.so*", plain));
    bool holds = found != NULL;
    free(found);
    free(plain);
    return holds;
}

/* The folder whose library an interpreter shall find: its own if it is a build tree, else the one
 * beside it; NULL: it knows by itself. */
static char *library_folder(const char *program)
{
    char *real = realpath(program, NULL), *folder = prefix_folder(program);
    char *above = prefix_folder(folder), *real_above = prefix_above(real != NULL ? real : program);
    char *places[] = {text_make("%s", folder), text_make("%s/lib", above),
                      text_make("%s/lib64", above), text_make("%s/lib", real_above)};
    char *mark = text_make("%s/pybuilddir.txt", folder), *found = NULL;
    for (size_t i = files_is_file(mark) ? 0 : 1; i < 4 && found == NULL; i++)
        if (holds_library(places[i]))
            found = text_make("%s", places[i]);
    for (size_t i = 0; i < 4; i++)
        free(places[i]);
    free(real);
    free(folder);
    free(above);
    free(real_above);
    free(mark);
    return found;
}

/* What was not installed where it was built for finds its library only if it is told. */
static char **environment_for(const char *program)
{
    struct text_list list = {0};
    char *folder = library_folder(program);
    if (folder == NULL)
        return NULL;
    for (char **entry = environ; *entry != NULL; entry++)
        if (strncmp(*entry, "LD_LIBRARY_PATH=", 16) != 0)
            text_add(&list, text_make("%s", *entry));
    text_add(&list, text_make("LD_LIBRARY_PATH=%s", folder));
    free(folder);
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

/* A path in it may have more. */
static void one_line(char **text)
{
    char *clean = *text != NULL ? utf8_clean(*text) : NULL;
    if (clean != NULL) {
        free(*text);
        *text = clean;
    }
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
    one_line(&python->why);
}

/* All that an interpreter's answer depends on. */
static struct text_list files_of(const char *program, const char *answer)
{
    struct text_list files = {0};
    static const char *const keys[] = {"mapped", "source", "modules"};
    char *folder = prefix_folder(program), *above = prefix_folder(folder);
    text_add(&files, text_make("%s", program));
    text_add(&files, text_make("%s/pyvenv.cfg", folder));
    text_add(&files, text_make("%s/pyvenv.cfg", above));
    text_add(&files, text_make("%s/pybuilddir.txt", folder));
    for (size_t i = 0; i < 3; i++) {
        char *file = value_of(answer, keys[i]);
        if (file != NULL)
            text_add(&files, file);
    }
    free(folder);
    free(above);
    return files;
}

static int ask_programs(struct ask *asks, size_t count, struct tl_error *error)
{
    struct timespec now;
    for (size_t i = 0; i < count; i++)
        if (binary_look(asks[i].argv[0]).kind == BINARY_PROGRAM)
            remembered_take(&asks[i]);
    clock_gettime(CLOCK_REALTIME, &now);
    if (ask_all(asks, count, error) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        /* What a script answers may come of anything. */
        if (asks[i].known || binary_look(asks[i].argv[0]).kind != BINARY_PROGRAM)
            continue;
        struct text_list files = files_of(asks[i].argv[0], asks[i].output);
        remembered_keep(&asks[i], &files, &now);
        text_clear(&files);
    }
    return 0;
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
    int result = ask_programs(asks, count, error);
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
