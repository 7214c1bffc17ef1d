/* Lists of descriptors, as a program reads them. */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "suite.h"

enum { MANY = 400 }; /* fewer than libc reads at once */

/* Closed after they were read, before they are given out: that they are gone is no error of the
 * listing, though it ends with them. */
START_TEST(what_is_gone_is_no_error)
{
    DIR *folder = opendir("/proc/self/fd");
    int last = 0, listed = 0;
    for (int i = 0; i < MANY; i++)
        last = open("/dev/null", O_RDONLY);
    errno = 0;
    ck_assert_ptr_nonnull(readdir(folder));
    for (int fd = last - MANY + 1; fd <= last; fd++)
        close(fd);
    errno = 0;
    for (struct dirent *item; (item = readdir(folder)) != NULL; listed++)
        ck_assert_int_lt(atoi(item->d_name), last - MANY + 1);
    ck_assert_int_eq(errno, 0);
    ck_assert_int_ge(listed, 3);
    closedir(folder);
}
END_TEST

START_TEST(an_error_is_one)
{
    DIR *folder = opendir("/proc/self/fd");
    close(dirfd(folder));
    errno = 0;
    ck_assert_ptr_null(readdir(folder));
    ck_assert_int_eq(errno, EBADF);
    closedir(folder);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, what_is_gone_is_no_error);
    tcase_add_test(tests, an_error_is_one);
}

int main(void)
{
    return suite_run("listing", add);
}
