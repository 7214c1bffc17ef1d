/* Memory, or one line and the end of the process: nothing else. */
#include "memory.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"
#include "terms.h"

START_TEST(what_is_got_is_as_asked)
{
    static const char zeros[64];
    char *memory = memory_zeroed(4, 16), *copy;
    ck_assert_mem_eq(memory, zeros, 64);
    memset(memory, 'x', 64);
    memory = memory_resized(memory, 4096);
    ck_assert_int_eq(memory[0] == 'x' && memory[63] == 'x', 1);
    free(memory);
    memory = memory_zeroed(0, 16); /* none is room for one */
    ck_assert_mem_eq(memory, zeros, 16);
    free(memory);
    memory = memory_resized(NULL, 0);
    ck_assert_ptr_nonnull(memory);
    free(memory);
    copy = memory_text("a text");
    ck_assert_str_eq(copy, "a text");
    free(copy);
    ck_assert_ptr_null(memory_text(NULL));
    ck_assert_ptr_eq(memory_sure(&copy), &copy);
}
END_TEST

#define NEVER (SIZE_MAX / 4)

static void ask(int how)
{
    switch (how) {
    case 0:
        memory_zeroed(NEVER, 1);
        break;
    case 1:
        memory_zeroed(NEVER, 32); /* more than a size_t holds */
        break;
    case 2:
        memory_resized(NULL, NEVER);
        break;
    default:
        memory_sure(NULL);
    }
}

static void leave_a_mark(void)
{
    if (write(STDERR_FILENO, "at exit\n", 8) != 8)
        _exit(99);
}

/* The process leaves by exit(): what it was writing is taken away on the way out. */
START_TEST(without_memory_it_ends)
{
    int ends[2], status;
    char text[400] = "";
    size_t length = 0;
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        atexit(leave_a_mark);
        ask(_i);
        _exit(0);
    }
    close(ends[1]);
    for (ssize_t more; (more = read(ends[0], text + length, sizeof text - 1 - length)) > 0;)
        length += (size_t)more;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(WIFEXITED(status) ? WEXITSTATUS(status) : -1, TL_EXIT_UNMEASURED);
    ck_assert_ptr_eq(strstr(text, "taskloss: out of memory"), text);
    ck_assert_str_eq(strchr(text, '\n'), "\nat exit\n");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, what_is_got_is_as_asked);
#if !defined __SANITIZE_ADDRESS__ /* whose allocator ends the process by itself */
    tcase_add_loop_test(tests, without_memory_it_ends, 0, 4);
#else
    tcase_add_loop_test(tests, without_memory_it_ends, 3, 4);
#endif
}

int main(void)
{
    return suite_run("memory", add);
}
