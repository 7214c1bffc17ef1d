/* Loops bring code of their own, so each is tried in a process that may hang or crash. */
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clock.h"
#include "fates.h"
#include "line.h"
#include "pressure.h"
#include "process.h"

/* In 90 virtual seconds, of which four steps would be enough: the loop wakes up while it waits, and
 * virtual time does not jump over that. */
#define MANY_STEPS 300
#define TRY_MS     5000u /* how long a try may take: some ms of virtual, 0.2 s of real time */

/* What a try found, in memory shared with it. */
struct findings {
    int ended;
    char why[TL_NOTE_MAX];
    struct ledger ledger;
};

static struct tried_loop in_use;

int loop_use(PyObject *runtime, const struct tried_loop *loop)
{
    in_use = *loop;
    if (loop->factory[0] == '\0')
        return 0;
    PyObject *args = py.PyTuple_New(4);
    py.PyTuple_SetItem(args, 0, py.PyUnicode_FromString(loop->factory));
    py.PyTuple_SetItem(args, 1, py.PyUnicode_FromString(loop->site));
    py.PyTuple_SetItem(args, 2, py.PyLong_FromLongLong(loop->real));
    py.PyTuple_SetItem(args, 3, py.PyLong_FromLongLong(!loop->stepped || loop->locked));
    PyObject *result = python_call(runtime, "use_loop", args);
    py.Py_DecRef(result);
    return result != NULL ? 0 : -1;
}

void loop_start_clock(struct ledger *ledger)
{
    ledger->real_time = in_use.factory[0] != '\0' && in_use.real;
    if (ledger->real_time)
        clock_count_steps();
    else
        clock_start();
    if (in_use.factory[0] != '\0' && in_use.locked)
        clock_on_step(NULL), clock_on_wait(NULL);
}

static void discard_output(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
}

_Noreturn static void try_here(PyObject *runtime, const struct tried_loop *loop, const char *what,
                               struct findings *found)
{
    int collects = strcmp(what, "try_finalizers") == 0;
    PyObject *result = NULL;
    discard_output();
    if (loop_use(runtime, loop) == 0) {
        fates_watch(&found->ledger);
        pressure_begin(&found->ledger, collects ? TL_PRESSURE_STEP : TL_PRESSURE_OFF, 0, !collects);
        loop_start_clock(&found->ledger);
        result = python_call(runtime, what, NULL);
        pressure_end();
    }
    if (result == NULL)
        python_error_line(found->why, sizeof found->why);
    found->ended = 1;
    _exit(0);
}

static struct process_end try_it(PyObject *runtime, const struct tried_loop *loop, const char *what,
                                 struct findings *found)
{
    memset(found, 0, offsetof(struct findings, ledger));
    ledger_reset(&found->ledger);
    pid_t self = getpid(), child = python_fork();
    if (child == 0) {
        process_become_kept(self);
        try_here(runtime, loop, what, found);
    }
    if (child < 0)
        return (struct process_end){TL_ENDING_NOT_STARTED, errno, 0};
    return process_wait(child, TRY_MS);
}

/* Of a try that did not come to its end. */
static void describe(struct process_end end, char *why, size_t size)
{
    if (end.ending == TL_ENDING_DEADLINE)
        snprintf(why, size, "the event loop did not run within %u s", TRY_MS / 1000);
    else if (end.ending == TL_ENDING_SIGNAL)
        snprintf(why, size, "the event loop was killed by signal %d when it was tried", end.code);
    else if (end.ending == TL_ENDING_NOT_STARTED)
        snprintf(why, size, "cannot fork: %s", strerror(end.code));
    else
        snprintf(why, size, "the event loop ended the process with status %d when it was tried",
                 end.code);
}

static void judge(struct tried_loop *loop, const struct findings *found, struct process_end end)
{
    static const char absent[] = "ModuleNotFoundError";
    loop->stepped = found->ledger.steps > 0;
    if (!found->ended)
        describe(end, loop->why, sizeof loop->why);
    else if (loop->site[0] == '\0' && strncmp(found->why, absent, strlen(absent)) == 0)
        snprintf(loop->why, sizeof loop->why,
                 "the event loop is not installed for this Python: see taskloss get loops");
    else if (found->why[0] != '\0')
        line_make(loop->why, sizeof loop->why, "the event loop does not run: %s", found->why);
    else if (found->ledger.unknown_tasks != 0)
        line_make(loop->why, sizeof loop->why,
                  "the event loop makes tasks of a type that taskloss does not know: %s",
                  found->ledger.unknown);
    else
        loop->why[0] = '\0';
}

/* In virtual time first; if that does not work, in real time. Then with collections where it waits.
 */
static void try_both(PyObject *runtime, struct tried_loop *loop, struct findings *found)
{
    loop->stepped = 1;
    loop->locked = 0;
    for (loop->real = 0;; loop->real = 1) {
        judge(loop, found, try_it(runtime, loop, "try_loop", found));
        int many = found->ledger.steps > MANY_STEPS;
        if (loop->real || (found->ended && !many))
            break;
    }
    if (loop->why[0] == '\0' && loop->stepped) {
        try_it(runtime, loop, "try_finalizers", found);
        loop->locked = !found->ended;
    }
}

void loop_try(PyObject *runtime, struct tried_loop *loop)
{
    struct findings *found = mmap(NULL, sizeof *found, PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (found == MAP_FAILED) {
        snprintf(loop->why, sizeof loop->why, "cannot map memory: %s", strerror(errno));
        return;
    }
    try_both(runtime, loop, found);
    munmap(found, sizeof *found);
}
