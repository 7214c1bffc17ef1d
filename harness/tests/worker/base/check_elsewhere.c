/* Processes and interpreters beside the trial: time waits for them, what can be seen there makes
 * the trial not measured, and the rest is said. On every Python of this machine. */
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "remarks_json.h"
#include "run_json.h"
#include "terms.h"

#define CASES TASKLOSS_SOURCE_DIR "/harness/tests/fates/"

enum {
    PROGRAMS = 1 << TL_REMARK_OTHER_PROGRAMS,
    INTERPRETERS = 1 << TL_REMARK_SUB_INTERPRETERS,
    OUTSIDE = 1 << TL_REMARK_OUTSIDE
};

/* A run under the guard set. Measured: so many jobs finish, each time. Else for this reason;
 * `reason` and `finished`: either, by the version. */
static const struct row {
    const char *file, *trials;
    int finished;
    const char *reason;
    unsigned remarks;
} rows[] = {
    {"forked_loop.py", "1", 0, "a child made tasks", 0},
    {"forked_pool.py", "1", 2, NULL, 0},
    {"processes_spawn.py", "1", 2, NULL, PROGRAMS},
    {"processes_forkserver.py", "1", 2, NULL, PROGRAMS},
    {"runs_python.py", "1", 1, NULL, PROGRAMS},
    {"sub_interpreter.py", "1", 1, "a sub-interpreter made tasks", INTERPRETERS},
    {"grandchild_holds_pipe.py", "3", 6, NULL, PROGRAMS},
    {"daemon_writes_to_socket.py", "3", 3, NULL, 0},
    {"grandchild_has_unix_socket.py", "3", 3, NULL, 0},
};

static void check_cell(json_t *cell, const struct row *row)
{
    const char *name = json_string_value(json_object_get(cell, "implementation"));
    const char *why = json_string_value(json_object_get(cell, "why"));
    int finished = (int)json_integer_value(json_object_get(cell, "finished"));
    bool as_told = why != NULL ? row->reason != NULL && strstr(why, row->reason) != NULL
                               : row->finished > 0 && finished == row->finished;
    ck_assert_msg(as_told && remarks_of(cell) == row->remarks,
                  "%s, %s: %d finished, remarks %u, %s", row->file, name, finished,
                  remarks_of(cell), why != NULL ? why : "measured");
}

static void check_row(const struct row *row)
{
    char file[512];
    snprintf(file, sizeof file, "%s%s", CASES, row->file);
    const char *words[] = {"run",      file,        "--guard",    "set", "--seed", "1",
                           "--trials", row->trials, "--deadline", "60",  NULL};
    int status;
    json_t *document = run_json(words, &status), *cell;
    size_t index;
    ck_assert_uint_gt(json_array_size(json_object_get(document, "cells")), 0);
    json_array_foreach(json_object_get(document, "cells"), index, cell) check_cell(cell, row);
    json_decref(document);
}

START_TEST(each_row)
{
    check_row(&rows[_i]);
}
END_TEST

/* ---- a server that no trial has started ---- */

static _Noreturn void serve(int listening, unsigned answers_after_ms)
{
    signal(SIGCHLD, SIG_IGN);
    for (int client; (client = accept(listening, NULL, NULL)) >= 0; close(client))
        if (fork() == 0) {
            usleep(answers_after_ms * 1000);
            _exit(write(client, "x", 1) == 1 ? 0 : 1);
        }
    _exit(1);
}

/* A socket that listens, and its name for the case. */
static int listen_locally(char *name, size_t size)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    snprintf(local.sun_path, sizeof local.sun_path, "/tmp/taskloss-test-%d.sock", (int)getpid());
    snprintf(name, size, "%s", local.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&local, sizeof local), 0);
    return fd;
}

static int listen_on_port(char *name, size_t size)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof any;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&any, sizeof any), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&any, &length), 0);
    snprintf(name, size, "%d", ntohs(any.sin_port));
    return fd;
}

/* Soon enough, unless the machine has no time; or when the clock has gone on. */
static const struct outside {
    int (*listen)(char *name, size_t size);
    unsigned answers_after_ms;
    struct row row;
} outside[] = {
    {listen_locally, 25, {"connected_outside.py", "1", 4, "might have woken them", OUTSIDE}},
    {listen_on_port, 25, {"connected_outside.py", "1", 4, "might have woken them", OUTSIDE}},
    {listen_locally, 60000, {"connected_outside.py", "1", 0, "might have woken them", OUTSIDE}},
    {listen_on_port, 60000, {"connected_outside.py", "1", 0, "might have woken them", OUTSIDE}},
};

START_TEST(a_server_outside)
{
    char name[128];
    int fd = outside[_i].listen(name, sizeof name);
    ck_assert_int_eq(listen(fd, 64), 0);
    setenv("TASKLOSS_TEST_SERVER", name, 1);
    pid_t server = fork();
    if (server == 0) {
        setpgid(0, 0);
        serve(fd, outside[_i].answers_after_ms);
    }
    setpgid(server, server);
    check_row(&outside[_i].row);
    kill(-server, SIGKILL);
    waitpid(server, NULL, 0);
    unlink(name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("elsewhere");
    TCase *tcase = tcase_create("beside the trial");
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, each_row, 0, sizeof rows / sizeof rows[0]);
    tcase_add_loop_test(tcase, a_server_outside, 0, sizeof outside / sizeof outside[0]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
