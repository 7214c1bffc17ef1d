/* Libraries that cases need: where they are looked for, and what is said where there are none. */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "libraries.h"
#include "pythons.h"
#include "synthetic.h"
#include "text.h"

static char *folder;

static void make(void)
{
    folder = folder_make();
}

static void clean(void)
{
    folder_remove(folder);
}

/* --- from the files --- */

/* Writes FOLDER/NAME and the folders it is in. */
static void plant(const char *name, const char *text)
{
    char *path = text_make("%s/%s", folder, name);
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    FILE *out = fopen(path, "w");
    ck_assert_msg(out != NULL, "%s", path);
    ck_assert_int_ge(fputs(text, out), 0);
    ck_assert_int_eq(fclose(out), 0);
    free(path);
}

static bool installed(const char *names)
{
    char version[] = "3.12.1", *site = text_make("%s/venv:%s/more", folder, folder);
    char *home = text_make("%s/home", folder);
    struct tl_python python = {.version = version, .site = site, .home = home};
    bool answer = libraries_installed(&python, names);
    free(site);
    free(home);
    return answer;
}

static const char *const places[] = {
    "venv/web/__init__.py",
    "more/web.py",
    "venv/web.cpython-312-x86_64-linux-gnu.so",
    "venv/web.abi3.so",
    "home/lib/python3.12/site-packages/web/__init__.py",
    "home/lib/python3/dist-packages/web.py",
    "home/local/lib/python3.12/dist-packages/web.py",
    "home/lib/pypy3.12/site-packages/web.py",
    "home/local/lib/pypy3.12/dist-packages/web.py",
};

START_TEST(present)
{
    ck_assert(!installed("web"));
    plant(places[_i], "");
    ck_assert(installed("web"));
    ck_assert(!installed("we"));
    ck_assert(!installed("webs"));
}
END_TEST

static const char *const elsewhere[] = {
    "venv/web/other.py",
    "venv/web-1.0.dist-info/METADATA",
    "venv/other/web.py",
    "home/lib/python3.11/site-packages/web.py",
};

START_TEST(absent)
{
    plant(elsewhere[_i], "");
    ck_assert(!installed("web"));
}
END_TEST

START_TEST(several)
{
    plant("venv/web.py", "");
    ck_assert(!installed("web, server"));
    plant("more/server/__init__.py", "");
    ck_assert(installed("web, server"));
    ck_assert(installed("server web"));
    ck_assert(!installed("web.client"));
    plant("more/server/aio.py", "");
    ck_assert(installed("server.aio"));
}
END_TEST

/* What `pip install -e` leaves. */
START_TEST(editable)
{
    char *line = text_make("import sys\n%s/source\r\n", folder);
    plant("source/web/__init__.py", "");
    ck_assert(!installed("web"));
    plant("venv/web.pth", line);
    ck_assert(installed("web"));
    free(line);
}
END_TEST

/* --- with a Python --- */

static char *program; /* of a CPython that can be measured, or NULL */
static char minor[8]; /* "3.12" */

static void find_python(void)
{
    struct tl_pythons pythons;
    struct tl_error error;
    if (pythons_find(&pythons, &error) != 0)
        abort();
    for (size_t i = 0; i < pythons.count; i++) {
        const struct tl_python *python = &pythons.items[i];
        if (!python->usable || python->loader != NULL || strncmp(python->name, "pypy", 4) == 0)
            continue;
        free(program);
        program = text_make("%s", python->path);
        const char *dot = strchr(python->version, '.');
        snprintf(minor, sizeof minor, "%.*s",
                 (int)(dot - python->version + 1 + (long)strcspn(dot + 1, ".")), python->version);
    }
    pythons_free(&pythons);
}

/* Runs taskloss in the folder; its exit status, and what it prints. */
static int run(const char *words, char *out, size_t size)
{
    char *command = text_make("cd %s && " TASKLOSS_BINARY_DIR "/taskloss %s 2>&1", folder, words);
    FILE *in = popen(command, "r");
    ck_assert_ptr_nonnull(in);
    out[fread(out, 1, size - 1, in)] = '\0';
    int status = pclose(in);
    free(command);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

#define CASE(library)                                                                              \
    "\"\"\"A job waits for a library's event.\n\nid: p1\nlibrary: " library                        \
    "\nlost: all\n\"\"\"\nimport asyncio\nimport web\n\n\n"                                        \
    "async def job():\n    event = asyncio.Event()\n    web.events.add(event)\n"                   \
    "    await event.wait()\n\n\n"                                                                 \
    "def wake():\n    for event in list(web.events):\n        event.set()\n"

#define VENV "ve+nv (old)"

/* A virtual environment of that Python with the library in it. */
static void plant_venv(void)
{
    char *link = text_make("%s/" VENV "/bin/python3", folder);
    char *library = text_make(VENV "/lib/python%s/site-packages/web.py", minor);
    plant("case.py", CASE("web"));
    plant(VENV "/pyvenv.cfg", "include-system-site-packages = false\n");
    plant(VENV "/bin/activate", "");
    plant(library, "import weakref\nevents = weakref.WeakSet()\n");
    ck_assert_int_eq(symlink(program, link), 0);
    free(link);
    free(library);
}

static const char *const repeated[] = {"", "+debug"};

START_TEST(a_trial_in_an_environment_is_repeated)
{
    char out[8192],
        *words = text_make("run case.py --python './" VENV "%s' --guard bare", repeated[_i]);
    plant_venv();
    ck_assert_msg(run(words, out, sizeof out) == 0, "%s", out);
    ck_assert_msg(strstr(out, "100 % (4/4)") != NULL, "%s", out);
    int status = run("replay 1", out, sizeof out);
    ck_assert_msg(status == 0 && strstr(out, "the same as recorded") != NULL, "%s", out);
    free(words);
}
END_TEST

START_TEST(an_environment_that_is_gone_is_named)
{
    char out[8192];
    plant_venv();
    ck_assert_int_eq(run("run case.py --python './" VENV "' --guard bare", out, sizeof out), 0);
    char *command = text_make("rm -r '%s/" VENV "'", folder);
    ck_assert_int_eq(system(command), 0);
    free(command);
    ck_assert_msg(run("replay 1", out, sizeof out) == 3, "%s", out);
    ck_assert_msg(strstr(out, VENV) != NULL && strchr(out, '\n') == strrchr(out, '\n'), "%s", out);
}
END_TEST

START_TEST(what_is_not_installed_is_left_out)
{
    char out[8192],
        *words = text_make("run a31 case.py --python %s --guard bare --verbose", program);
    plant("case.py", CASE("web, server"));
    ck_assert_msg(run(words, out, sizeof out) == 0, "%s", out);
    ck_assert_msg(strstr(out, " p1 bare: not applicable: the library web, server is not installed "
                              "for it (taskloss get libraries installs it)") != NULL,
                  "%s", out);
    free(words);
    words = text_make("run case.py --python %s", program);
    ck_assert_msg(run(words, out, sizeof out) == 2, "%s", out);
    ck_assert_msg(strstr(out, "nothing to run: the library web, server is not installed") != NULL,
                  "%s", out);
    free(words);
}
END_TEST

/* --- the head --- */

static const struct {
    const char *text, *message;
} heads[] = {
    {CASE("web>=2"), "case.py:4: bad library 'web>=2': names as in import, as aiohttp"},
    {CASE("web\nlibrary: web"), "case.py:5: 'library:' a second time"},
    {CASE(""), "case.py:4: nothing after 'library:'"},
    {CASE("../web"), "case.py:4: bad library '../web'"},
};

START_TEST(mistakes)
{
    char out[8192];
    plant("case.py", heads[_i].text);
    ck_assert_int_eq(run("run case.py", out, sizeof out), 2);
    ck_assert_msg(strstr(out, heads[_i].message) != NULL, "%s", out);
    ck_assert_msg(strchr(out, '\n') == strrchr(out, '\n'), "%s", out);
}
END_TEST

START_TEST(the_list_names_it)
{
    char out[8192];
    plant("case.py", CASE("web, server"));
    ck_assert_int_eq(run("cases ./case.py --json", out, sizeof out), 0);
    ck_assert_msg(strstr(out, "\"library\": \"web, server\"") != NULL, "%s", out);
    ck_assert_int_eq(run("cases a31 --json", out, sizeof out), 0);
    ck_assert_msg(strstr(out, "\"library\": null") != NULL, "%s", out);
}
END_TEST

static void add_real(Suite *suite)
{
    TCase *real = tcase_create("real Pythons");
    tcase_add_checked_fixture(real, make, clean);
    tcase_set_timeout(real, 120);
    tcase_add_loop_test(real, a_trial_in_an_environment_is_repeated, 0,
                        sizeof repeated / sizeof *repeated);
    tcase_add_test(real, an_environment_that_is_gone_is_named);
    tcase_add_test(real, what_is_not_installed_is_left_out);
    suite_add_tcase(suite, real);
}

int main(void)
{
    Suite *suite = suite_create("libraries");
    TCase *files = tcase_create("files");
    find_python();
    tcase_add_checked_fixture(files, make, clean);
    tcase_add_loop_test(files, present, 0, sizeof places / sizeof *places);
    tcase_add_loop_test(files, absent, 0, sizeof elsewhere / sizeof *elsewhere);
    tcase_add_test(files, several);
    tcase_add_test(files, editable);
    tcase_add_loop_test(files, mistakes, 0, sizeof heads / sizeof *heads);
    tcase_add_test(files, the_list_names_it);
    suite_add_tcase(suite, files);
    if (program != NULL)
        add_real(suite);
    else
        puts("skipped, in part: there is no CPython that can be measured");
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    free(program);
    return failed == 0 ? 0 : 1;
}
