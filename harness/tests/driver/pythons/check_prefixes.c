/* Prefixes of every make, by the real worker: each is measured as itself, or refused by name.
 *
 * A Python of this machine is copied by hard links, linked, bent and rearranged; no copy may be led
 * back to the original's library or standard library.
 */
#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask.h"
#include "pythons.h"
#include "shell.h"
#include "text.h"

#define SKIPPED 77 /* ctest's word for it is in CMakeLists.txt */

static char folder[] = "/tmp/check_prefixes.XXXXXX";
static struct tl_error error;
static struct tl_pythons machine;
static char *original, *version; /* a prefix of this machine, "3.12" of it */

static void shell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* $F is the folder, $O the original, $V its version, $P the prefix that is made. */
static void shell(const char *format, ...)
{
    char command[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    ck_assert_msg(system(command) == 0, "failed: %s", command);
}

/* A prefix that can be copied: not the system's, nor one that needs its own loader. */
static bool can_be_copied(const struct tl_python *python)
{
    char *lib = python->home != NULL ? text_make("%s/lib/", python->home) : NULL;
    bool fits = lib != NULL && python->usable && python->loader == NULL && python->site == NULL &&
                strncmp(lib, "/usr/", 5) != 0 &&
                strncmp(python->libpython, lib, strlen(lib)) == 0 &&
                strncmp(python->name, "pypy", 4) != 0;
    free(lib);
    return fits;
}

static bool find_original(void)
{
    if (pythons_find(&machine, &error) != 0)
        return false;
    for (size_t i = 0; i < machine.count; i++)
        if (can_be_copied(&machine.items[i])) {
            const char *dot = strchr(machine.items[i].version, '.');
            original = machine.items[i].home;
            free(version);
            version = text_make(
                "%.*s", (int)(dot - machine.items[i].version + 1 + (long)strcspn(dot + 1, ".")),
                machine.items[i].version);
        }
    return original != NULL;
}

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    setenv("F", folder, 1);
    setenv("O", original, 1);
    setenv("V", version, 1);
}

static void tear_down(void)
{
    shell("rm -rf \"$F\"");
}

/* Makes a copy in the folder of that name; $P names it from then on. To be freed. */
static char *copy(const char *name)
{
    char *path = text_make("%s/%s", folder, name);
    setenv("P", path, 1);
    shell("mkdir \"$P\" && { cp -al \"$O/bin\" \"$O/lib\" \"$P/\" 2>/dev/null || "
          "cp -a \"$O/bin\" \"$O/lib\" \"$P/\"; }");
    return path;
}

static struct tl_python *add(struct tl_pythons *pythons, const char *path)
{
    size_t index;
    ck_assert_msg(pythons_add(pythons, path, &index, &error) == 0, "%s", error.text);
    return &pythons->items[index];
}

static bool is_below(const char *path, const char *above)
{
    return path != NULL && strncmp(path, above, strlen(above)) == 0;
}

/* It is usable, and nothing of it is anywhere but in `own`. */
static void check_own(const char *path, const char *own)
{
    struct tl_pythons pythons = {0};
    const struct tl_python *python = add(&pythons, path);
    ck_assert_msg(python->usable, "%s: %s", path, python->why);
    ck_assert_msg(is_below(python->libpython, own), "%s: %s", path, python->libpython);
    ck_assert_msg(is_below(python->stdlib, own), "%s: %s", path, python->stdlib);
    pythons_free(&pythons);
}

/* The first line in which the worker says why not, for a changed Python. To be freed. */
static char *refusal(const struct tl_python *python)
{
    const char *const extra[] = {"--probe", NULL};
    struct ask *ask = calloc(1, sizeof *ask);
    ck_assert_ptr_nonnull(ask);
    ask->argv = pythons_worker_argv(python, extra, &error);
    ask->deadline_ms = 20000;
    ck_assert_ptr_nonnull(ask->argv);
    ck_assert_int_eq(ask_all(ask, 1, &error), 0);
    char *why = text_value(ask->output, "why");
    pythons_free_argv(ask->argv);
    free(ask);
    return why;
}

/* --- copies and links --- */

static const char *const names[] = {"copy", "a [b] c", "q'uo\"te", "new\nline", "st*r?"};

START_TEST(a_copy_is_itself_and_so_is_its_venv)
{
    char *path = copy(names[_i]), *venv = text_make("%s-venv", path);
    char *program = text_make("%s/bin/python3", path);
    setenv("E", venv, 1);
    shell("LD_LIBRARY_PATH=\"$P/lib\" \"$P/bin/python3\" -m venv --without-pip \"$E\"");
    check_own(path, path);
    check_own(program, path);
    check_own(venv, path);
    struct tl_pythons pythons = {0};
    ck_assert(is_below(add(&pythons, venv)->site, venv));
    pythons_free(&pythons);
    free(program);
    free(venv);
    free(path);
}
END_TEST

START_TEST(a_venv_of_copies_is_of_its_prefix)
{
    char *path = copy("copy"), *venv = text_make("%s/venv", folder);
    shell("LD_LIBRARY_PATH=\"$P/lib\" \"$P/bin/python3\" -m venv --copies --without-pip "
          "\"$F/venv\"");
    check_own(venv, path);
    free(venv);
    free(path);
}
END_TEST

/* Links to the files of the original, but for an asyncio of its own. */
START_TEST(a_prefix_of_links_has_its_own_asyncio)
{
    struct tl_pythons pythons = {0};
    char *path = text_make("%s/farm", folder);
    shell("cp -as \"$O\" \"$F/farm\" && cd \"$F/farm/lib/python$V\" && cp -rL asyncio own && "
          "rm -r asyncio && mv own asyncio");
    add(&pythons, original);
    const struct tl_python *farm = add(&pythons, path);
    ck_assert_msg(farm->usable, "%s", farm->why);
    ck_assert_str_eq(farm->home, path);
    ck_assert(is_below(farm->stdlib, path));
    ck_assert_uint_eq(pythons.count, 2);
    pythons_free(&pythons);
    free(path);
}
END_TEST

/* As `make install` without rpath leaves it: what it names is not there. */
START_TEST(a_python_finds_the_library_beside_it)
{
    char *path = copy("bare");
    shell("cd \"$P/bin\" && f=$(readlink -f python3) && "
          "sed \"s#$O/lib#$(printf %%s \"$O/lib\" | tr a-z A-Z)#g\" \"$f\" > new && "
          "chmod +x new && mv -f new \"$f\" && ! ./python3 -c 1 2> \"$F/said\" && "
          "grep -q 'cannot open shared object' \"$F/said\"");
    check_own(path, path);
    free(path);
}
END_TEST

START_TEST(a_copy_without_a_library_is_refused)
{
    struct tl_pythons pythons = {0};
    char *path = copy("lacking");
    shell("rm \"$P\"/lib/libpython*");
    const struct tl_python *python = add(&pythons, path);
    ck_assert(!python->usable);
    ck_assert_msg(strstr(python->why, path) && strstr(python->why, original) &&
                      strstr(python->why, "copy that into"),
                  "%s", python->why);
    pythons_free(&pythons);
    free(path);
}
END_TEST

START_TEST(what_is_not_utf8_or_has_a_colon_is_refused_in_one_line)
{
    static const char *const bad[] = {"b\xff", "a:b"}, *const words[] = {"not UTF-8", "':'"};
    struct tl_pythons pythons = {0};
    char *path = copy(bad[_i]);
    const struct tl_python *python = add(&pythons, path);
    ck_assert(!python->usable);
    ck_assert_msg(strstr(python->why, words[_i]) != NULL, "%s", python->why);
    shell("ln -s \"$P\" \"$F/plain\"");
    char *plain = text_make("%s/plain", folder);
    ck_assert(add(&pythons, plain)->usable);
    pythons_free(&pythons);
    free(plain);
    free(path);
}
END_TEST

/* --- build trees --- */

/* $P becomes a build tree with the library of $L, whose standard library is at $S. */
static void make_tree(const char *program, const char *library, const char *stdlib)
{
    setenv("G", program, 1);
    setenv("L", library, 1);
    setenv("S", stdlib, 1);
    shell("d=build/lib.x; mkdir -p \"$P/$d\" \"$P/Modules\" && cp \"$G\" \"$P/python\" && "
          "cp \"$L\" \"$P/\" && touch \"$P/Modules/Setup.local\" && "
          "printf $d > \"$P/pybuilddir.txt\" && "
          "cp \"$S\"/lib-dynload/* \"$S\"/_sysconfigdata* \"$P/$d/\" && "
          "cp -rL \"$S\" \"$P/$B\" && rm -rf \"$P/$B\"/lib-dynload \"$P/$B\"/_sysconfigdata* "
          "\"$P/$B\"/test \"$P/$B\"/site-packages");
}

static void check_tree(const char *path, const char *source)
{
    struct tl_pythons pythons = {0};
    const struct tl_python *python = add(&pythons, path);
    ck_assert_msg(python->usable, "%s: %s", path, python->why);
    ck_assert_str_eq(python->stdlib, source);
    ck_assert_ptr_nonnull(python->program);
    ck_assert(is_below(python->libpython, folder));
    pythons_free(&pythons);
}

static void check_tree_and_venv(const char *path, const char *source)
{
    char *venv = text_make("%s/venv", folder);
    check_tree(path, source);
    shell("LD_LIBRARY_PATH=\"$P\" \"$P/python\" -m venv --without-pip \"$F/venv\"");
    check_tree(venv, source);
    free(venv);
}

START_TEST(a_build_tree_in_its_source)
{
    char *path = text_make("%s/a [tree]", folder), *source = text_make("%s/Lib", path);
    char *program = text_make("%s/bin/python%s", original, version);
    char *stdlib = text_make("%s/lib/python%s", original, version);
    struct tl_pythons pythons = {0};
    const char *library = add(&pythons, original)->libpython;
    setenv("P", path, 1);
    setenv("B", "Lib", 1);
    make_tree(program, library, stdlib);
    check_tree_and_venv(path, source);
    pythons_free(&pythons);
    free(path);
    free(source);
    free(program);
    free(stdlib);
}
END_TEST

/* Debian builds its Pythons in a folder below the source, and its libpython knows that. */
START_TEST(a_build_tree_beside_its_source)
{
    const char *debian = "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0";
    if (access(debian, R_OK) != 0 || access("/usr/lib/python3.11/lib-dynload", R_OK) != 0) {
        puts("skipped: a build out of its source: there is no libpython3.11 of Debian's");
        return;
    }
    char *path = text_make("%s/source/build", folder), *source = text_make("%s/source/Lib", folder);
    setenv("P", path, 1);
    setenv("B", "../Lib", 1);
    shell("mkdir -p \"$P\"");
    make_tree("/usr/bin/python3.11", debian, "/usr/lib/python3.11");
    check_tree(path, source);
    free(path);
    free(source);
}
END_TEST

/* --- what started is compared with what was asked for --- */

START_TEST(a_difference_is_refused_by_name)
{
    struct tl_pythons pythons = {0};
    char *path = copy("copy");
    struct tl_python python = *add(&pythons, path);
    ck_assert_ptr_null(refusal(&python));

    python.stdlib = text_make("%s/lib/python%s", original, version);
    char *why = refusal(&python);
    ck_assert_ptr_nonnull(why);
    ck_assert_msg(strstr(why, "asked for the standard library of") && strstr(why, path), "%s", why);
    free(why);
    free(python.stdlib);

    python.stdlib = NULL;
    python.program = text_make("%s/bin/python%s", original, version);
    why = refusal(&python);
    ck_assert_ptr_nonnull(why);
    ck_assert_msg(strstr(why, "asked for the prefix") && strstr(why, original), "%s", why);
    free(why);
    free(python.program);
    pythons_free(&pythons);
    free(path);
}
END_TEST

START_TEST(two_libraries_at_once_are_refused)
{
    struct tl_pythons pythons = {0};
    char *path = copy("copy");
    const struct tl_python *python = add(&pythons, path);
    char *other = text_make("%s/libpython%s-other.so", folder, version);
    setenv("L", other, 1);
    shell("echo 'int other;' | cc -shared -fPIC -x c -o \"$L\" -");
    /* A worker under ASan would end at once: another library comes before ASan's own. */
    const char *sanitizer = getenv("ASAN_OPTIONS");
    char *options = text_make("%s:verify_asan_link_order=0", sanitizer == NULL ? "" : sanitizer);
    setenv("ASAN_OPTIONS", options, 1);
    free(options);
    setenv("LD_PRELOAD", other, 1);
    char *why = refusal(python);
    unsetenv("LD_PRELOAD");
    ck_assert_ptr_nonnull(why);
    ck_assert_msg(strstr(why, "asked for the library") && strstr(why, other), "%s", why);
    pythons_free(&pythons);
    free(why);
    free(other);
    free(path);
}
END_TEST

/* --- by the whole program --- */

/* `taskloss ARGUMENTS` must exit with this and print that. */
static void taskloss(int status, const char *text, const char *arguments)
{
    setenv("T", TASKLOSS_BINARY_DIR "/taskloss", 1);
    setenv("W", text, 1);
    setenv("TASKLOSS_CASES", TASKLOSS_SOURCE_DIR "/cases", 1);
    shell("\"$T\" %s --results \"$F/results\" > \"$F/said\" 2>&1; s=$?; "
          "test $s = %d && grep -qF -- \"$W\" \"$F/said\" || { cat \"$F/said\"; exit 1; }",
          arguments, status);
}

static const char head[] = "\"\"\"A case.\n\nid: my1\nsource: own\nlibrary: ownlib\n"
                           "\"\"\"\nimport asyncio, ownlib\n\n\n";

START_TEST(packages_and_a_case_are_found_wherever_they_are)
{
    char *path = copy("a [b] c"), *bytes = text_make("%s/case\xff.py", folder);
    setenv("H", head, 1);
    setenv("C", bytes, 1);
    shell("LD_LIBRARY_PATH=\"$P/lib\" \"$P/bin/python3\" -m venv --without-pip \"$F/v[1]\" && "
          "touch \"$F/v[1]/lib/python$V/site-packages/ownlib.py\" && "
          "{ printf \"$H\"; printf 'async def job(number):\\n    await asyncio.sleep(0)\\n\\n\\n"
          "async def main(trial):\\n    for n in range(trial.jobs):\\n"
          "        trial.spawn(job(n))\\n    await asyncio.sleep(1)\\n'; } > \"$C\"");
    taskloss(0, "could not be measured: 0 cells", "run \"$C\" -g set --python \"$F/v[1]\"");
    free(bytes);
    free(path);
}
END_TEST

START_TEST(a_loop_that_is_not_there_is_named)
{
    char *path = copy("copy");
    setenv("TASKLOSS_CACHE", folder, 1); /* no loops of this machine */
    setenv("T", TASKLOSS_BINARY_DIR "/taskloss", 1);
    shell("\"$T\" pythons --python \"$P+uvloop\" > \"$F/said\" 2>&1; test $? = 3 && "
          "grep -q 'uvloop is not installed for .*taskloss get loops uvloop' \"$F/said\"");
    shell("touch \"$P/lib/python$V/site-packages/uvloop.py\" && "
          "\"$T\" pythons --python \"$P+uvloop\" > \"$F/said\" && grep -qF \"$P\" \"$F/said\"; "
          "s=$?; rm \"$P/lib/python$V/site-packages/uvloop.py\"; exit $s");
    free(path);
}
END_TEST

/* With a regression planted in a copy whose name has two lines. */
START_TEST(the_repeat_command_names_the_folder)
{
    char *path = copy("new\nline");
    shell("a=\"$P/lib/python$V/asyncio\" && cp -r \"$a\" \"$a.own\" && rm -r \"$a\" && "
          "mv \"$a.own\" \"$a\" && rm -rf \"$a/__pycache__\" && "
          "sed -i 's/self._stream_reader_wr = weakref.ref(stream_reader)/self._kept = "
          "stream_reader; &/' \"$a/streams.py\"");
    taskloss(1, "loss-gone", "check a01 -g bare --python \"$P\"");
    shell(
        "sed -n 's/^ *repeat: taskloss //p' \"$F/said\" > \"$F/line\" && "
        "{ printf '\"$T\" '; tr '\\n' ' ' < \"$F/line\"; printf '%%s' '--results \"$F/again\"'; } "
        "> \"$F/script\" && bash \"$F/script\" | grep -qF 'cannot be lost'");
    free(path);
}
END_TEST

/* --- words --- */

START_TEST(a_command_is_one_line_that_a_shell_reads_back)
{
    char *words[] = {(char *)"printf", (char *)"%s", (char *)(uintptr_t)names[_i]};
    char *line = shell_quote(3, words), *command = text_make("bash -c '%s'", "eval \"$LINE\"");
    char said[64] = "";
    ck_assert_ptr_null(strchr(line, '\n'));
    setenv("LINE", line, 1);
    FILE *out = popen(command, "r");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_gt(fread(said, 1, sizeof said - 1, out), 0);
    ck_assert_int_eq(pclose(out), 0);
    ck_assert_str_eq(said, names[_i]);
    free(line);
    free(command);
}
END_TEST

int main(void)
{
    const int count = (int)(sizeof names / sizeof *names);
    if (!find_original()) {
        puts("skipped: there is no prefix here that can be copied");
        return SKIPPED;
    }
    Suite *suite = suite_create("prefixes");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, a_copy_is_itself_and_so_is_its_venv, 0, count);
    tcase_add_test(all, a_venv_of_copies_is_of_its_prefix);
    tcase_add_test(all, a_prefix_of_links_has_its_own_asyncio);
    tcase_add_test(all, a_python_finds_the_library_beside_it);
    tcase_add_test(all, a_copy_without_a_library_is_refused);
    tcase_add_loop_test(all, what_is_not_utf8_or_has_a_colon_is_refused_in_one_line, 0, 2);
    tcase_add_test(all, a_build_tree_in_its_source);
    tcase_add_test(all, a_build_tree_beside_its_source);
    tcase_add_test(all, a_difference_is_refused_by_name);
    tcase_add_test(all, two_libraries_at_once_are_refused);
    tcase_add_test(all, packages_and_a_case_are_found_wherever_they_are);
    tcase_add_test(all, a_loop_that_is_not_there_is_named);
    tcase_add_test(all, the_repeat_command_names_the_folder);
    tcase_add_loop_test(all, a_command_is_one_line_that_a_shell_reads_back, 0, count);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    pythons_free(&machine);
    free(version);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
