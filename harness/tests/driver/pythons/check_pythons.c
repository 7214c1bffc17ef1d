/* Finding Pythons: this machine's own, stand-ins made for the test, and every kind of wrong file.
 *
 * A small worker written in shell stands in for the real one: it tells what its library's name
 * says, or does what the file beside the library, LIBRARY.worker, tells it to.
 */
#include <check.h>
#include <elf.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ask.h"
#include "binary.h"
#include "describe.h"
#include "implementation_of.h"
#include "pythons.h"
#include "text.h"

static const char worker[] =
    "#!/bin/sh\n"
    "while [ $# -gt 0 ]; do\n"
    "  case $1 in --libpython) lib=$2; shift;; --site) echo \"site=$2\"; shift;; esac; shift\n"
    "done\n"
    "if [ -e \"$lib.worker\" ]; then . \"$lib.worker\"; fi\n"
    "version=$(printf '%s' \"${lib##*/}\" | sed 's/libpy[a-z]*\\([0-9]*\\.[0-9]*\\).*/\\1/')\n"
    "printf 'version=%s.1\\nimplementation=cpython\\nbuild=\\nusable=yes\\n' \"$version\"\n";

static char folder[] = "/tmp/check_pythons.XXXXXX";
static struct tl_error error;

/* Texts live as long as the test's short process; the list keeps them from being called leaks. */
static char *keep(char *text)
{
    static char *kept[256];
    static size_t count;
    ck_assert_uint_lt(count, sizeof kept / sizeof *kept);
    return kept[count++] = text;
}

#define made(...) keep(text_make(__VA_ARGS__))

/* FOLDER/NAME */
static char *at(const char *name)
{
    return made("%s/%s", folder, name);
}

static char *put(const char *name, mode_t mode, const void *bytes, size_t size)
{
    char *path = at(name);
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
    return path;
}

static char *put_text(const char *name, mode_t mode, const char *text)
{
    return put(name, mode, text, strlen(text));
}

__attribute__((format(printf, 1, 2))) static void shell(const char *format, ...)
{
    char command[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    ck_assert_msg(system(command) == 0, "failed: %s", command);
}

/* A library with Py_GetVersion and nothing else. */
static char *make_library(const char *name)
{
    char *source =
        put_text("library.c", 0644, "const char *Py_GetVersion(void) { return \"\"; }\n");
    char *path = put_text(name, 0755, "");
    shell("cc -shared -fPIC -o '%s' '%s'", path, source);
    return path;
}

/* An interpreter that answers as one of this version and prefix would. */
static char *make_python(const char *name, const char *version, const char *libdir,
                         const char *library)
{
    char *text = made("#!/bin/sh\necho 'INSTSONAME=%s'\necho 'LIBDIR=%s'\n"
                      "echo implementation=cpython\necho version=%s\necho prefix=%s\n"
                      "echo exec_prefix=%s\n",
                      library, libdir, version, folder, folder);
    return put_text(name, 0755, text);
}

/* Nothing of this machine is found, so that tests see only what they made. */
static void hide_machine(void)
{
    setenv("HOME", folder, 1);
    setenv("TASKLOSS_CACHE", at("cache"), 1);
    unsetenv("PYENV_ROOT");
    unsetenv("UV_PYTHON_INSTALL_DIR");
    unsetenv("XDG_DATA_HOME");
    unsetenv("VIRTUAL_ENV");
}

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
    setenv("TASKLOSS_WORKER", put_text("worker", 0755, worker), 1);
    hide_machine();
}

static void tear_down(void)
{
    ck_assert_int_eq(chdir("/"), 0);
    shell("rm -rf '%s'", folder);
}

/* The one Python that `path` names; lives in *pythons. */
static struct tl_python *add(struct tl_pythons *pythons, const char *path)
{
    size_t index;
    ck_assert_msg(pythons_add(pythons, path, &index, &error) == 0, "%s", error.text);
    return &pythons->items[index];
}

#define ck_assert_why(path, part)                                                                  \
    do {                                                                                           \
        struct tl_pythons none = {0};                                                              \
        const struct tl_python *bad = add(&none, path);                                            \
        ck_assert(!bad->usable);                                                                   \
        ck_assert_ptr_nonnull(bad->why);                                                           \
        ck_assert_msg(strstr(bad->why, part) != NULL, "'%s' lacks '%s'", bad->why, part);          \
        ck_assert_ptr_null(strchr(bad->why, '\n'));                                                \
        pythons_free(&none);                                                                       \
    } while (0)

/* --- what is found --- */

START_TEST(finds_this_machine)
{
    struct tl_pythons pythons;
    ck_assert_msg(pythons_find(&pythons, &error) == 0, "%s", error.text);
    ck_assert_uint_ge(pythons.count, 1);
    for (size_t i = 0; i < pythons.count; i++) {
        ck_assert_ptr_nonnull(pythons.items[i].name);
        ck_assert_ptr_nonnull(pythons.items[i].path);
        ck_assert_int_eq(pythons.items[i].usable, pythons.items[i].why == NULL);
        for (size_t j = 0; j < i && pythons.items[i].libpython != NULL; j++)
            ck_assert_pstr_ne(pythons.items[i].libpython, pythons.items[j].libpython);
    }
    pythons_free(&pythons);
}
END_TEST

START_TEST(finds_in_the_places_of_tools)
{
    struct tl_pythons pythons;
    make_library("lib/libpython3.12.so.1.0");
    make_library("lib/libpython3.13.so.1.0");
    make_python(".pyenv/versions/x/bin/python3", "3.12.1", at("lib"), "libpython3.12.so.1.0");
    make_python(".local/share/uv/python/y/bin/python3.13", "3.13.1", at("lib"),
                "libpython3.13.so.1.0");
    ck_assert_msg(pythons_find(&pythons, &error) == 0, "%s", error.text);
    size_t found = 0;
    for (size_t i = 0; i < pythons.count; i++)
        if (strncmp(pythons.items[i].path, folder, strlen(folder)) == 0) {
            ck_assert_str_eq(pythons.items[i].name, found++ == 0 ? "3.12.1" : "3.13.1");
            ck_assert(pythons.items[i].usable);
        }
    ck_assert_uint_eq(found, 2);
    pythons_free(&pythons);
}
END_TEST

START_TEST(two_paths_to_one_library_are_one)
{
    struct tl_pythons pythons = {0};
    char *library = make_library("lib/libpython3.12.so.1.0"), *link = at("lib/libpython3.12.so");
    ck_assert_int_eq(symlink(library, link), 0);
    add(&pythons, library);
    add(&pythons, link);
    add(&pythons, make_python("bin/python3", "3.12.1", at("lib"), "libpython3.12.so"));
    ck_assert_uint_eq(pythons.count, 1);
    ck_assert_str_eq(pythons.items[0].name, "3.12.1");
    pythons_free(&pythons);
}
END_TEST

/* A free-threaded prefix: found by the letter, with its library beside. */
START_TEST(a_free_threaded_prefix_is_whole)
{
    struct tl_pythons pythons = {0};
    char *library = make_library("pre fix/lib/libpython3.14t.so.1.0");
    put_text("pre fix/lib/python3.14t/os.py", 0644, "");
    make_python("pre fix/bin/python3", "3.14.0a0", "/nowhere", "libpython3.14t.so.1.0");
    struct tl_python *python = add(&pythons, "pre fix");
    ck_assert_msg(python->usable, "%s", python->why);
    ck_assert_str_eq(python->libpython, library);
    ck_assert_str_eq(python->home, at("pre fix"));
    ck_assert_str_eq(python->stdlib, at("pre fix/lib/python3.14t"));
    pythons_free(&pythons);
}
END_TEST

START_TEST(a_venv_brings_its_packages)
{
    struct tl_pythons pythons = {0};
    make_library("lib/libpython3.12.so.1.0");
    char *base = make_python("bin/python3", "3.12.1", at("lib"), "libpython3.12.so.1.0");
    put_text("venv/pyvenv.cfg", 0644, "");
    put_text("venv/lib/python3.12/site-packages/x.py", 0644, "");
    put_text("venv/bin/activate", 0644, "");
    ck_assert_int_eq(symlink(base, at("venv/bin/python")), 0);
    add(&pythons, base);
    struct tl_python *venv = add(&pythons, "venv");
    ck_assert(venv->usable);
    ck_assert_str_eq(venv->site, at("venv/lib/python3.12/site-packages"));
    add(&pythons, "./venv/bin/python");
    ck_assert_uint_eq(pythons.count, 2);

    struct tl_targets both;
    const char *specs[] = {"3.12", "venv+debug"};
    ck_assert_int_eq(targets_select(&both, &pythons, specs, 2, &error), 0);
    ck_assert_uint_eq(both.count, 2);
    ck_assert_str_eq(both.items[0].about.name, "3.12.1");
    ck_assert_str_eq(both.items[1].about.name, made("3.12.1+debug (%s/venv)", folder));
    targets_free(&both);
    pythons_free(&pythons);
}
END_TEST

START_TEST(a_fetched_root_starts_through_its_loader)
{
    struct tl_pythons pythons = {0};
    char *library = make_library("root/usr/lib/x86_64-linux-gnu/libpython3.15.so.1.0");
    put_text("root/without-libc/x", 0644, "");
    put_text("root/libc-version", 0644, "99.1\n");
    ck_assert_int_eq(symlink("/bin/true", at("root/ld.so")), 0);
    struct tl_python *python = add(&pythons, "root");
    ck_assert_str_eq(python->libpython, library);
    ck_assert_str_eq(python->home, at("root/usr"));
    ck_assert_str_eq(python->library_path, at("root/usr/lib/x86_64-linux-gnu"));
    char **argv = pythons_worker_argv(python, NULL, &error);
    ck_assert_str_eq(argv[1], "--library-path");
    ck_assert_str_eq(argv[3], at("worker"));
    ck_assert_str_eq(argv[4], "--libpython");
    pythons_free_argv(argv);

    /* With a newer libc here, only its other libraries are used. */
    struct tl_pythons older = {0};
    put_text("root/libc-version", 0644, "2.1\n");
    python = add(&older, library);
    ck_assert_str_eq(python->library_path, at("root/without-libc"));
    ck_assert_int_eq(access(python->loader, X_OK), 0);
    pythons_free(&older);
    pythons_free(&pythons);
}
END_TEST

/* A free-threaded one has a letter in the name of its folder. */
START_TEST(a_build_tree_gets_a_home)
{
    const char *t = _i ? "t" : "";
    struct tl_pythons pythons = {0};
    make_library("tree/libpython3.16.so.1.0");
    put_text("tree/pybuilddir.txt", 0644, "build/lib.x");
    put_text("tree/build/lib.x/module.so", 0644, "");
    put_text("source/Lib/os.py", 0644, "");
    put_text(
        "tree/python", 0755,
        made("#!/bin/sh\n[ \"$LD_LIBRARY_PATH\" = %s/tree ] || exit 9\n"
             "printf '%%s\\n' INSTSONAME=libpython3.16.so.1.0 implementation=cpython "
             "version=3.16.0a1 Py_GIL_DISABLED=%d builddir=%s/tree modules=%s/tree/build/lib.x "
             "source=%s/source/Lib prefix=/usr/local exec_prefix=/usr/local\n",
             folder, _i, folder, folder, folder));
    struct tl_python *python = add(&pythons, "tree");
    ck_assert_msg(python->usable, "%s", python->why);
    char *colon = strchr(python->home, ':');
    ck_assert_ptr_nonnull(colon);
    ck_assert_int_eq(
        access(made("%.*s/lib/python3.16%s/os.py", (int)(colon - python->home), python->home, t),
               R_OK),
        0);
    ck_assert_int_eq(access(made("%s/lib/python3.16%s/lib-dynload/module.so", colon + 1, t), R_OK),
                     0);
    pythons_free(&pythons);
}
END_TEST

/* --- what cannot be used --- */

START_TEST(wrong_files_say_why)
{
    Elf64_Ehdr header = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2MSB},
                         .e_type = ET_DYN,
                         .e_machine = EM_S390};
    char *source = put_text("plain.c", 0644, "int plain(void) { return 1; }\n");
    shell("cc -shared -fPIC -o plain.so '%s'", source);
    ck_assert_why(put_text("notes.txt", 0755, "a text"), "not an ELF file");
    ck_assert_why(put_text("empty", 0755, ""), "not an ELF file");
    ck_assert_why(put_text("short", 0755, "\177ELF"), "not an ELF file");
    ck_assert_why(put("foreign.so", 0755, &header, sizeof header), "another architecture: s390");
    ck_assert_why("plain.so", "is no libpython");
    ck_assert_why("missing/python3", "No such file");
    ck_assert_why("/tmp", "holds no Python");
    ck_assert_why(put_text("script", 0644, "#!/bin/sh\n"), "may not be executed");
    ck_assert_why("/bin/true", "does not answer as a Python does");
    ck_assert_why(put_text("crash", 0755, "#!/bin/sh\nkill -SEGV $$\n"), "killed by signal 11");
    ck_assert_why(put_text("bad", 0755, "#!/bin/sh\necho one >&2\necho no home >&2\nexit 7\n"),
                  "exit status 7: no home");
    ck_assert_why(put_text("two", 0755, "#!/bin/sh\necho Unknown option: -I >&2\nexit 2\n"),
                  "Python 2");
}
END_TEST

START_TEST(damaged_libraries_are_not_read_past_their_end)
{
    char *library = make_library("libpython3.12.so.1.0");
    static const char *const names[] = {"Py_GetVersion"};
    struct stat about;
    ck_assert(binary_defines(library, names, 1));
    ck_assert_int_eq(stat(library, &about), 0);
    for (off_t size = about.st_size - 1; size > 0; size -= 97) {
        ck_assert_int_eq(truncate(library, size), 0);
        binary_defines(library, names, 1);
        free(binary_loader(library));
    }
}
END_TEST

START_TEST(old_versions_are_refused)
{
    ck_assert_why(make_library("libpython3.5m.so.1.0"), "Python 3.5 is too old");
    ck_assert_why(make_library("libpython2.7.so.1.0"), "Python 2.7 is too old");
    ck_assert_why(make_python("python3", "3.5.2", "/", "x"), "Python 3.5.2 is too old");
    char *quiet = make_library("libodd.so");
    put_text("libodd.so.worker", 0644, "echo version=3.4.10; exit 3\n");
    ck_assert_why(quiet, "Python 3.4.10 is too old");
}
END_TEST

START_TEST(a_static_python_says_how_to_get_a_library)
{
    ck_assert_why(make_python("python3", "3.12.1", "/nowhere", "libpython3.12.a"),
                  "--enable-shared");
    ck_assert_why(make_python(".pyenv/versions/3.12.1/bin/python3", "3.12.1", "/", "x.a"),
                  "PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force 3.12.1");
}
END_TEST

START_TEST(the_worker_has_the_last_word)
{
    char *library = make_library("libpython3.12.so.1.0");
    const char *orders = "libpython3.12.so.1.0.worker";
    put_text(orders, 0644, "kill -ABRT $$\n");
    ck_assert_why(library, "the worker was killed by signal 6");
    put_text(orders, 0644, "echo version=3.12.1; echo usable=no; echo why=no asyncio; exit 3\n");
    ck_assert_why(library, "no asyncio");
    put_text(orders, 0644, "exit 0\n");
    ck_assert_why(library, "the worker failed in it");
    put_text(orders, 0644, "echo usable=yes; exit 1\n");
    ck_assert_why(library, "does not say why");
    put_text(orders, 0644, "echo wrong libc >&2; exit 127\n");
    ck_assert_why(library, "exit status 127: wrong libc");
    put_text(orders, 0644, "head -c 100000 /dev/zero | tr '\\0' x; echo; exit 4\n");
    ck_assert_why(library, "exit status 4");
}
END_TEST

START_TEST(commands_have_a_deadline)
{
    char *sleeper[] = {(char *)"/bin/sh", (char *)"-c", (char *)"echo begun; sleep 60 & wait",
                       NULL};
    char *missing[] = {(char *)"/nowhere/x", NULL};
    struct ask *asks = calloc(4, sizeof *asks);
    for (size_t i = 0; i < 3; i++)
        asks[i] = (struct ask){.argv = sleeper, .deadline_ms = 200};
    asks[3] = (struct ask){.argv = missing, .deadline_ms = 200};
    ck_assert_int_eq(ask_all(asks, 4, &error), 0);
    for (size_t i = 0; i < 3; i++) {
        ck_assert(asks[i].late);
        ck_assert_int_eq(asks[i].signal, 9);
        ck_assert_str_eq(asks[i].output, "begun\n");
    }
    ck_assert(!asks[3].started);
    ck_assert_str_ne(asks[3].reason, "");
    free(asks);
}
END_TEST

/* --- what a spec means --- */

/* Three made-up Pythons, the second of which cannot be used. */
static void make_three(struct tl_pythons *pythons)
{
    static const struct tl_python made[] = {
        {.name = (char *)"3.9.18",
         .version = (char *)"3.9.18",
         .path = (char *)"/a",
         .usable = true},
        {.name = (char *)"3.12.1",
         .version = (char *)"3.12.1",
         .path = (char *)"/b",
         .why = (char *)"too tired"},
        {.name = (char *)"3.14.10d",
         .version = (char *)"3.14.10",
         .path = (char *)"/c",
         .build = TL_BUILD_DEBUG,
         .usable = true},
    };
    *pythons = (struct tl_pythons){calloc(3, sizeof *made), 3};
    memcpy(pythons->items, made, sizeof made);
}

/* The three are not on the heap; what a spec added is. */
static void free_three(struct tl_pythons *pythons)
{
    pythons->count -= 3;
    memmove(pythons->items, pythons->items + 3, pythons->count * sizeof *pythons->items);
    pythons_free(pythons);
}

static struct {
    const char *spec;
    int exit;         /* 0: selected */
    const char *text; /* the name, or a part of the message */
} const meanings[] = {
    {"3.9", 0, "3.9.18"},
    {"3.9.18", 0, "3.9.18"},
    {"3.9+debug", 0, "3.9.18+debug"},
    {"3.9+eager+pytask", 0, "3.9.18+pytask+eager"},
    {"3.14d", 0, "3.14.10d"},
    {"3.14.10d", 0, "3.14.10d"},
    {"3.14", 3, "did you mean"},
    {"3.12", 3, "too tired"},
    {"3.1", 3, "too old"},
    {"2.7", 3, "Python 2.7 is too old"},
    {"3.9.19", 3, "did you mean '3.9.18'"},
    {"4.0", 3, "no Python '4.0'"},
    {"3.9+pytsk", 2, "did you mean 'pytask'"},
    {"3.9+uvloop", 0, "3.9.18+uvloop"},
    {"3.9+loops", 3, "run taskloss get loops"},
    {"3.9+uvlop", 2, "event loop that is known; did you mean 'uvloop'"},
    {"3.9+", 2, "'+'"},
    {"3.9+debug+debug", 2, "twice"},
    {"+debug", 2, "write all+debug"},
    {"", 2, "names no Python"},
    {"/nowhere/python", 3, "No such file"},
};

START_TEST(specs_mean)
{
    struct tl_pythons pythons;
    struct tl_targets out;
    make_three(&pythons);
    int result = targets_select(&out, &pythons, &meanings[_i].spec, 1, &error);
    if (meanings[_i].exit == 0) {
        ck_assert_msg(result == 0, "%s: %s", meanings[_i].spec, error.text);
        ck_assert_uint_eq(out.count, 1);
        ck_assert_str_eq(out.items[0].about.name, meanings[_i].text);
        targets_free(&out);
    } else {
        ck_assert_int_eq(result, -1);
        ck_assert_int_eq((int)error.exit, meanings[_i].exit);
        ck_assert_msg(strstr(error.text, meanings[_i].text) != NULL, "%s", error.text);
    }
    free_three(&pythons);
}
END_TEST

START_TEST(no_spec_means_every_usable_one)
{
    struct tl_pythons pythons;
    struct tl_targets out;
    make_three(&pythons);
    ck_assert_int_eq(targets_select(&out, &pythons, NULL, 0, &error), 0);
    ck_assert_uint_eq(out.count, 2);
    targets_free(&out);
    const char *twice[] = {"all", "3.9", "all+debug"};
    ck_assert_int_eq(targets_select(&out, &pythons, twice, 3, &error), 0);
    ck_assert_uint_eq(out.count, 4);
    targets_free(&out);

    pythons.items[0].usable = pythons.items[2].usable = false;
    ck_assert_int_eq(targets_select(&out, &pythons, NULL, 0, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
    free_three(&pythons);
}
END_TEST

START_TEST(neighbours_of_a_range_are_in_order)
{
    const char *names[] = {"pypy3.11", "3.12.1",  "3.9.18+eager",
                           "3.9.2",    "3.10.13", "3.8.18+eager"};
    const char *sorted[] = {"3.9.2",    "3.10.13",      "3.12.1",
                            "pypy3.11", "3.8.18+eager", "3.9.18+eager"};
    enum { COUNT = sizeof names / sizeof *names };
    struct tl_target items[COUNT] = {0};
    struct tl_targets targets = {items, COUNT};
    for (size_t i = 0; i < COUNT; i++)
        items[i].about = implementation_copy(implementation_of(names[i]));
    targets_sort(&targets);
    for (size_t i = 0; i < COUNT; i++) {
        ck_assert_str_eq(items[i].about.name, sorted[i]);
        implementation_clear(&items[i].about);
    }
}
END_TEST

START_TEST(two_of_one_name_get_their_path)
{
    struct tl_pythons pythons;
    struct tl_targets out;
    make_three(&pythons);
    pythons.items[1] = (struct tl_python){.name = (char *)"3.9.18",
                                          .version = (char *)"3.9.18",
                                          .path = (char *)"/other",
                                          .usable = true};
    const char *spec = "3.9+debug";
    ck_assert_int_eq(targets_select(&out, &pythons, &spec, 1, &error), 0);
    ck_assert_uint_eq(out.count, 2);
    ck_assert_str_eq(out.items[0].about.name, "3.9.18+debug (/a)");
    ck_assert_str_eq(out.items[1].about.name, "3.9.18+debug (/other)");
    targets_free(&out);

    /* A fetched one that the machine has anyway is meant by its path only. */
    pythons.items[1].loader = (char *)"/ld.so";
    ck_assert_int_eq(targets_select(&out, &pythons, &spec, 1, &error), 0);
    ck_assert_uint_eq(out.count, 1);
    ck_assert_str_eq(out.items[0].about.name, "3.9.18+debug");
    targets_free(&out);
    free_three(&pythons);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pythons");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_set_timeout(all, 60);
    tcase_add_test(all, finds_this_machine);
    tcase_add_test(all, finds_in_the_places_of_tools);
    tcase_add_test(all, two_paths_to_one_library_are_one);
    tcase_add_test(all, a_free_threaded_prefix_is_whole);
    tcase_add_test(all, a_venv_brings_its_packages);
    tcase_add_test(all, a_fetched_root_starts_through_its_loader);
    tcase_add_loop_test(all, a_build_tree_gets_a_home, 0, 2);
    tcase_add_test(all, wrong_files_say_why);
    tcase_add_test(all, damaged_libraries_are_not_read_past_their_end);
    tcase_add_test(all, old_versions_are_refused);
    tcase_add_test(all, a_static_python_says_how_to_get_a_library);
    tcase_add_test(all, the_worker_has_the_last_word);
    tcase_add_test(all, commands_have_a_deadline);
    tcase_add_loop_test(all, specs_mean, 0, (int)(sizeof meanings / sizeof *meanings));
    tcase_add_test(all, no_spec_means_every_usable_one);
    tcase_add_test(all, two_of_one_name_get_their_path);
    tcase_add_test(all, neighbours_of_a_range_are_in_order);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
