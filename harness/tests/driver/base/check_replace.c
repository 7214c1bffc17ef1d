/* Files are replaced whole or not at all; links, devices, FIFOs and rights stay what they were. */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "leavings.h"
#include "replace.h"
#include "text.h"

static struct tl_error error;
static char *folder;

static void make_folder(void)
{
    char name[] = "/tmp/check_replace-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(name));
    folder = text_make("%s", name);
}

static void remove_folder(void)
{
    char *command = text_make("rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
    free(command);
    free(folder);
}

static char *in_folder(const char *name)
{
    return text_make("%s/%s", folder, name);
}

static size_t count_files(void)
{
    size_t count = 0;
    DIR *open = opendir(folder);
    for (struct dirent *entry; (entry = readdir(open)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(open);
    return count;
}

static void write_text(const char *path, const char *text)
{
    struct replace file;
    ck_assert_msg(replace_begin(&file, path, &error) == 0, "%s", error.text);
    fputs(text, file.out);
    ck_assert_msg(replace_end(&file, 1, &error) == 0, "%s", error.text);
}

static void has_text(const char *path, const char *text)
{
    char line[64] = "";
    FILE *in = fopen(path, "r");
    ck_assert_msg(in != NULL, "%s: %s", path, strerror(errno));
    if (fgets(line, sizeof line, in) == NULL)
        line[0] = '\0';
    fclose(in);
    ck_assert_str_eq(line, text);
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    ck_assert_int_eq(lstat(path, &status), 0);
    return status.st_mode;
}

START_TEST(a_link_stays_a_link)
{
    char *file = in_folder("file"), *link = in_folder("link"), *second = in_folder("second");
    write_text(file, "old");
    ck_assert_int_eq(symlink("file", link), 0);
    ck_assert_int_eq(symlink(link, second), 0);
    write_text(second, "new");
    ck_assert(S_ISLNK(mode_of(second)) && S_ISLNK(mode_of(link)) && S_ISREG(mode_of(file)));
    has_text(file, "new");
    ck_assert_uint_eq(count_files(), 3);
    ck_assert_int_eq(unlink(file), 0);
    write_text(link, "made"); /* as a shell's > does */
    has_text(file, "made");
    free(file), free(link), free(second);
}
END_TEST

START_TEST(rights_stay)
{
    char *file = in_folder("file");
    write_text(file, "old");
    ck_assert_int_eq(chmod(file, 0600), 0);
    write_text(file, "new");
    ck_assert_uint_eq(mode_of(file) & 07777, 0600);
    ck_assert_int_eq(chmod(file, 0751), 0);
    write_text(file, "newer");
    ck_assert_uint_eq(mode_of(file) & 07777, 0751);
    has_text(file, "newer");
    free(file);
}
END_TEST

START_TEST(a_fifo_is_written_to)
{
    char *fifo = in_folder("fifo");
    ck_assert_int_eq(mkfifo(fifo, 0600), 0);
    pid_t writer = fork();
    if (writer == 0) {
        write_text(fifo, "through");
        _exit(0);
    }
    has_text(fifo, "through");
    int status;
    ck_assert_int_eq(waitpid(writer, &status, 0), writer);
    ck_assert_int_eq(status, 0);
    ck_assert(S_ISFIFO(mode_of(fifo)));
    ck_assert_uint_eq(count_files(), 1);
    free(fifo);
}
END_TEST

START_TEST(a_device_is_written_to)
{
    struct replace file;
    write_text("/dev/null", "gone");
    ck_assert(S_ISCHR(mode_of("/dev/null")));
    ck_assert_int_eq(replace_begin(&file, "/dev/full", &error), 0);
    fputs("no room", file.out);
    ck_assert_int_eq(replace_end(&file, 1, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
    ck_assert_ptr_nonnull(strstr(error.text, "/dev/full cannot be written (No space left"));
    ck_assert(S_ISCHR(mode_of("/dev/full")));
}
END_TEST

static void refused(const char *path, enum tl_exit exit, const char *why)
{
    struct replace file;
    ck_assert_int_eq(replace_begin(&file, path, &error), -1);
    ck_assert_int_eq(error.exit, exit);
    ck_assert_msg(strstr(error.text, why) != NULL, "%s", error.text);
}

START_TEST(no_name_and_no_end)
{
    char *link = in_folder("link"), *other = in_folder("other");
    ck_assert_int_eq(symlink("other", link), 0);
    ck_assert_int_eq(symlink("link", other), 0);
    refused(link, TL_EXIT_UNMEASURED, "cannot be written (Too many levels of symbolic links)");
    ck_assert(S_ISLNK(mode_of(link)) && S_ISLNK(mode_of(other)));
    refused("", TL_EXIT_USAGE, "give it a name");
    free(link), free(other);
}
END_TEST

START_TEST(nothing_has_a_name_before_it_is_whole)
{
    struct replace file;
    char *path = in_folder("file");
    ck_assert_int_eq(replace_begin(&file, path, &error), 0);
    fputs("half", file.out);
    fflush(file.out);
    if (file.temporary == NULL) /* this file system has files without a name */
        ck_assert_uint_eq(count_files(), 0);
    ck_assert_int_eq(replace_end(&file, 0, &error), 0);
    ck_assert_uint_eq(count_files(), 0);
    free(path);
}
END_TEST

START_TEST(an_old_one_can_be_taken_away_first)
{
    struct replace file;
    char *path = in_folder("file"), *link = in_folder("link");
    write_text(path, "a pass");
    ck_assert_int_eq(chmod(path, 0640), 0);
    ck_assert_int_eq(symlink("file", link), 0);
    ck_assert_int_eq(replace_begin(&file, link, &error), 0);
    ck_assert_int_eq(replace_clear(&file, &error), 0);
    ck_assert_int_ne(access(path, F_OK), 0);
    fputs("whole", file.out);
    ck_assert_int_eq(replace_end(&file, 1, &error), 0);
    has_text(path, "whole");
    ck_assert(S_ISLNK(mode_of(link)));
    ck_assert_uint_eq(mode_of(path) & 07777, 0640);
    free(path), free(link);
}
END_TEST

/* As somebody who may write the file, but not make another one beside it. */
static int as_nobody(const char *path, const char *text)
{
    pid_t child = fork();
    if (child == 0) {
        struct replace file;
        if (setgid(65534) != 0 || setuid(65534) != 0)
            _exit(77);
        if (replace_begin(&file, path, &error) != 0)
            _exit(3);
        fputs(text, file.out);
        _exit(replace_end(&file, 1, &error) == 0 ? 0 : 3);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

START_TEST(rights_are_asked)
{
    char *path = in_folder("file");
    if (getuid() != 0) {
        free(path);
        return;
    }
    write_text(path, "a longer old text");
    ck_assert_int_eq(chmod(folder, 0755), 0);
    ck_assert_int_eq(chmod(path, 0666), 0);
    ck_assert_int_eq(as_nobody(path, "new"), 0);
    has_text(path, "new");
    ck_assert_uint_eq(mode_of(path) & 07777, 0666);
    ck_assert_int_eq(chmod(path, 0644), 0);
    ck_assert_int_eq(chmod(folder, 0777), 0);
    ck_assert_int_eq(as_nobody(path, "newer"), 3);
    has_text(path, "new");
    ck_assert_uint_eq(count_files(), 1);
    free(path);
}
END_TEST

/* --- what a signal leaves --- */

static int wait_for(pid_t child)
{
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGUSR1, SIGKILL};

START_TEST(every_signal_takes_files_and_groups_away)
{
    int number = ends[_i], expected = number == SIGINT || number == SIGTERM || number == SIGHUP
                                          ? TL_EXIT_INTERRUPTED
                                          : 128 + number;
    char *path = in_folder("file"), *named = in_folder("named");
    write_text(path, "old");
    int started[2];
    ck_assert_int_eq(pipe(started), 0);
    pid_t child = fork();
    if (child == 0) {
        struct replace file;
        leavings_watch();
        int fd = open(named, O_WRONLY | O_CREAT, 0600);
        if (number != SIGKILL)
            leavings_file(named);
        else
            unlink(named);
        pid_t sleeper = fork();
        if (sleeper == 0) {
            setpgid(0, 0);
            pause();
        }
        setpgid(sleeper, sleeper);
        leavings_group(sleeper);
        if (replace_begin(&file, path, &error) != 0 || write(started[1], &sleeper, 4) != 4)
            _exit(99);
        fputs("half", file.out);
        fflush(file.out);
        pause();
        _exit(fd);
    }
    pid_t sleeper;
    ck_assert_int_eq(read(started[0], &sleeper, 4), 4);
    kill(child, number);
    ck_assert_int_eq(wait_for(child), expected);
    ck_assert_uint_eq(count_files(), 1);
    has_text(path, "old");
    if (number == SIGKILL)
        kill(sleeper, SIGKILL);
    free(path), free(named);
}
END_TEST

START_TEST(a_hangup_that_is_ignored_stays_so)
{
    pid_t child = fork();
    if (child == 0) {
        signal(SIGHUP, SIG_IGN);
        leavings_watch();
        raise(SIGHUP);
        _exit(leavings_heeds(SIGHUP) ? 1 : 0);
    }
    ck_assert_int_eq(wait_for(child), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("replace");
    TCase *tests = tcase_create("replace");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, a_link_stays_a_link);
    tcase_add_test(tests, rights_stay);
    tcase_add_test(tests, a_fifo_is_written_to);
    tcase_add_test(tests, a_device_is_written_to);
    tcase_add_test(tests, no_name_and_no_end);
    tcase_add_test(tests, nothing_has_a_name_before_it_is_whole);
    tcase_add_test(tests, an_old_one_can_be_taken_away_first);
    tcase_add_test(tests, rights_are_asked);
    tcase_add_loop_test(tests, every_signal_takes_files_and_groups_away, 0,
                        sizeof ends / sizeof ends[0]);
    tcase_add_test(tests, a_hangup_that_is_ignored_stays_so);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
