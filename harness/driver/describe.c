/* Interpreters are asked through sysconfig; libraries and fetched roots are looked at from outside.
 */
#include "describe.h"

#include <glob.h>
#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ask.h"
#include "binary.h"
#include "paths.h"

#define ASK_DEADLINE_MS 20000u
#define OLDEST_MINOR    6

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

/* --- names and ages --- */

static void major_minor(const char *version, int *major, int *minor)
{
    *major = *minor = 0;
    sscanf(version, "%d.%d", major, minor);
}

char *describe_name(const char *implementation, const char *version, unsigned build)
{
    int major, minor;
    major_minor(version, &major, &minor);
    if (strcmp(implementation, "pypy") == 0)
        return text_make("pypy%d.%d", major, minor);
    return text_make("%s%s%s", version, build & TL_BUILD_FREE_THREADED ? "t" : "",
                     build & TL_BUILD_DEBUG ? "d" : "");
}

char *describe_age(const char *version)
{
    int major, minor;
    major_minor(version, &major, &minor);
    if (major > 3 || (major == 3 && minor >= OLDEST_MINOR))
        return NULL;
    return text_make("Python %s is too old: taskloss needs 3.%d or newer", version, OLDEST_MINOR);
}

static bool is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* The first file that a pattern fits, or NULL. */
static char *first_match(const char *pattern)
{
    glob_t found;
    if (glob(pattern, 0, NULL, &found) != 0)
        return NULL;
    char *path = text_make("%s", found.gl_pathv[0]);
    globfree(&found);
    return path;
}

/* Takes `pattern` over. */
static char *first_of(char *pattern)
{
    char *path = first_match(pattern);
    free(pattern);
    return path;
}

/* --- interpreters --- */

/* FOLDER/NAME if it is a shared library; takes nothing over. */
static char *library_at(const char *folder, const char *name)
{
    if (folder == NULL || name == NULL)
        return NULL;
    char *path = text_make("%s/%s", folder, name);
    char *real =
        is_file(path) && binary_look(path).kind == BINARY_LIBRARY ? realpath(path, NULL) : NULL;
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
    major_minor(version, &major, &minor);
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
    major_minor(version, &major, &minor);
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

static unsigned hash(const char *text)
{
    unsigned value = 5381;
    for (; *text != '\0'; text++)
        value = value * 33 + (unsigned char)*text;
    return value;
}

static void make_folders(const char *path)
{
    char *copy = text_make("%s", path);
    for (char *slash = copy + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        mkdir(copy, 0777);
        *slash = '/';
    }
    mkdir(copy, 0777);
    free(copy);
}

/* Makes `link` point to `target`; another process may be doing the same. */
static bool point(const char *target, const char *link)
{
    char *fresh = text_make("%s.%d", link, (int)getpid());
    bool done = symlink(target, fresh) == 0 && rename(fresh, link) == 0;
    unlink(fresh);
    free(fresh);
    return done;
}

/* A build tree is not laid out as a home is, so links in the cache folder make one of it: the
 * standard library of the source tree, and the extension modules of the build. */
static char *home_of_build(const char *source, const char *modules, const char *version)
{
    int major, minor;
    struct tl_error error;
    major_minor(version, &major, &minor);
    char *cache = paths_cache(&error);
    if (cache == NULL)
        return NULL;
    char *home = text_make("%s/builds/%08x", cache, hash(modules));
    char *exec = text_make("%s/modules/lib/python%d.%d", home, major, minor);
    char *lib = text_make("%s/lib", home);
    make_folders(exec);
    make_folders(lib);
    char *from = text_make("%s/python%d.%d", lib, major, minor);
    char *dynload = text_make("%s/lib-dynload", exec);
    char *whole = point(source, from) && point(modules, dynload)
                      ? text_make("%s:%s/modules", home, home)
                      : NULL;
    free(cache);
    free(home);
    free(exec);
    free(lib);
    free(from);
    free(dynload);
    return whole;
}

/* PYTHONHOME for what the interpreter answered. */
static char *home_of(const char *answer)
{
    char *prefix = text_value(answer, "prefix"), *exec = text_value(answer, "exec_prefix");
    char *modules = text_value(answer, "modules"), *source = text_value(answer, "source");
    char *version = text_value(answer, "version"), *home = NULL;
    if (modules != NULL && source != NULL)
        home = home_of_build(source, modules, version);
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
    major_minor(version, &major, &minor);
    char *site = first_of(text_make("%s/lib/python%d.%d/site-packages", venv, major, minor));
    return site != NULL ? site
                        : first_of(text_make("%s/lib/pypy%d.%d/site-packages", venv, major, minor));
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
                         place->shown, OLDEST_MINOR);
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
        python->name = describe_name(implementation, python->version, python->build);
        python->home = home_of(ask->output);
        python->libpython = library_of(place->path, ask->output);
        python->why = describe_age(python->version);
        if (python->why == NULL && python->libpython == NULL)
            python->why = advice(place->path, ask->output);
        if (place->venv != NULL)
            python->site = site_of(place->venv, python->version);
    }
    free(implementation);
}

/* --- libraries --- */

/* What a library's file name tells: "3.5" of libpython3.5m.so.1.0, a debug build of
 * libpython3.14d.so.1.0. The worker corrects it. */
static void read_name(struct tl_python *python)
{
    int major, minor, end = 0;
    const char *name = strrchr(python->libpython, '/') + 1, *implementation = "cpython";
    if (sscanf(name, "libpypy%d.%d%n", &major, &minor, &end) == 2)
        implementation = "pypy";
    else if (sscanf(name, "libpython%d.%d%n", &major, &minor, &end) != 2)
        return;
    size_t letters = strspn(name + end, "tdm");
    if (memchr(name + end, 'd', letters) != NULL)
        python->build |= TL_BUILD_DEBUG;
    if (memchr(name + end, 't', letters) != NULL)
        python->build |= TL_BUILD_FREE_THREADED;
    python->version = text_make("%d.%d", major, minor);
    python->name = describe_name(implementation, python->version, python->build);
}

/* The nearest folder above that holds a standard library; NULL leaves it to the library itself. */
static char *home_above(const char *library, const char *version)
{
    char *folder = text_make("%s", library), *slash;
    for (int up = 0; up < 4 && (slash = strrchr(folder, '/')) != NULL; up++) {
        *slash = '\0';
        char *found = first_of(text_make("%s/lib/py*%s/os.py", folder, version ? version : ""));
        bool there = found != NULL;
        free(found);
        if (there)
            return folder;
    }
    free(folder);
    return NULL;
}

static void describe_library(struct tl_python *python, const struct place *place)
{
    python->libpython = realpath(place->path, NULL);
    read_name(python);
    python->home = home_above(python->libpython, python->version);
    if (python->version != NULL)
        python->why = describe_age(python->version);
}

/* --- fetched roots --- */

/* Is this system's libc newer than the root's? Then the worker needs the system's. */
static bool host_is_newer(const char *root)
{
    char *path = text_make("%s/libc-version", root), version[32] = "";
    FILE *file = fopen(path, "re");
    free(path);
    if (file == NULL)
        return false;
    bool read = fscanf(file, "%31s", version) == 1;
    fclose(file);
    return read && strverscmp(gnu_get_libc_version(), version) > 0;
}

static char *root_library_path(const char *root)
{
    char *usr = first_of(text_make("%s/usr/lib/*-linux-gnu*", root));
    char *lib = first_of(text_make("%s/lib/*-linux-gnu*", root));
    char *path = text_make("%s%s%s", lib ? lib : "", lib && usr ? ":" : "", usr ? usr : "");
    free(usr);
    free(lib);
    return path;
}

static void describe_root(struct tl_python *python, const struct place *place)
{
    char *library = first_of(text_make("%s/usr/lib/*/libpython3*.so.1.0", place->path));
    if (library == NULL)
        library = first_of(text_make("%s/usr/lib/*/libpypy3*-c.so", place->path));
    if (library == NULL) {
        python->why = text_make("%s holds no libpython: fetch it again with scripts/get-pythons",
                                place->shown);
        return;
    }
    python->libpython = realpath(library, NULL);
    read_name(python);
    python->home = text_make("%s/usr", place->path);
    if (host_is_newer(place->path)) {
        python->loader = binary_loader("/proc/self/exe");
        python->library_path = text_make("%s/without-libc", place->path);
    } else {
        char *loader = text_make("%s/ld.so", place->path);
        python->loader = realpath(loader, NULL);
        python->library_path = root_library_path(place->path);
        free(loader);
    }
    free(library);
}

/* --- all --- */

/* An uninstalled build finds its library only beside itself. */
static char **environment_for(const char *program)
{
    char *folder = text_make("%s", program), *mark;
    *strrchr(folder, '/') = '\0';
    mark = text_make("%s/pybuilddir.txt", folder);
    struct text_list list = {0};
    if (is_file(mark)) {
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
    struct ask *asks = calloc(places->count + 1, sizeof *asks);
    if (asks == NULL)
        abort();
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
