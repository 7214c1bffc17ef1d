/* The command line over the environment over the stream. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "color.h"
#include "suite.h"

static void begin(void)
{
    static const char *const variables[] = {"NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CI"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        unsetenv(variables[i]);
    setenv("TERM", "xterm", 1);
}

static FILE *open_terminal(void)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY);
    return fd >= 0 && isatty(fd) ? fdopen(fd, "w") : NULL;
}

START_TEST(a_terminal_is_coloured)
{
    FILE *terminal = open_terminal(), *file = tmpfile();
    ck_assert(!color_wanted(file));
    if (terminal != NULL) {
        ck_assert(color_wanted(terminal));
        setenv("CI", "true", 1);
        ck_assert(!color_wanted(terminal));
        unsetenv("CI");
        setenv("TERM", "dumb", 1);
        ck_assert(!color_wanted(terminal));
    }
}
END_TEST

START_TEST(the_environment_decides)
{
    FILE *file = tmpfile();
    setenv("FORCE_COLOR", "0", 1);
    ck_assert(!color_wanted(file));
    setenv("FORCE_COLOR", "1", 1);
    ck_assert(color_wanted(file));
    setenv("CI", "1", 1);
    ck_assert(color_wanted(file));
    setenv("NO_COLOR", "", 1);
    ck_assert(color_wanted(file));
    setenv("NO_COLOR", "1", 1);
    ck_assert(!color_wanted(file));
}
END_TEST

START_TEST(the_command_line_decides_first)
{
    struct tl_error error;
    FILE *file = tmpfile();
    setenv("NO_COLOR", "1", 1);
    ck_assert_int_eq(color_choose("always", &error), 0);
    ck_assert(color_wanted(file));
    setenv("FORCE_COLOR", "1", 1);
    ck_assert_int_eq(color_choose("never", &error), 0);
    ck_assert(!color_wanted(file));
    ck_assert_int_lt(color_choose("allways", &error), 0);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    ck_assert_str_eq(color_choice(), "never");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, a_terminal_is_coloured);
    tcase_add_test(tests, the_environment_decides);
    tcase_add_test(tests, the_command_line_decides_first);
}

int main(void)
{
    return suite_run("color", add);
}
