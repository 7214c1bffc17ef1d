/* Preloaded into taskloss: one call of a kind fails, at one place in the program.
 *
 * FAULT_KIND names the kind; without FAULT_AT nothing fails, and FAULT_LOG gets a line for each
 * place (a stack of callers) that a call of the kind came from: its number. With FAULT_AT=N the
 * call with that number fails. What the program starts is left alone: the environment is cleaned.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#define DEPTH       7
#define MOST_PLACES 65536

static char kind[32];
static long fault_at, calls;
static int log_file = -1;
static bool ready;
static pid_t owner;
static uint64_t places[MOST_PLACES];
static __thread bool inside;

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("FAULT_KIND"), *at = getenv("FAULT_AT"), *log = getenv("FAULT_LOG");
    void *warm[DEPTH];
    snprintf(kind, sizeof kind, "%s", name != NULL ? name : "");
    fault_at = at != NULL ? atol(at) : 0;
    if (log != NULL && fault_at == 0)
        log_file =
            fcntl(open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), F_DUPFD_CLOEXEC, 200);
    backtrace(warm, DEPTH);
    owner = getpid();
    unsetenv("LD_PRELOAD");
    unsetenv("FAULT_KIND");
    ready = kind[0] != '\0';
}

/* Is this place new? An entry is a hash of its callers. */
static bool is_new(void)
{
    void *stack[DEPTH];
    uint64_t hash = 1469598103934665603u;
    int depth = backtrace(stack, DEPTH);
    for (int i = 2; i < depth; i++)
        hash = (hash ^ (uintptr_t)stack[i]) * 1099511628211u;
    for (uint64_t at = hash % MOST_PLACES, i = 0; i < MOST_PLACES;
         i++, at = (at + 1) % MOST_PLACES) {
        if (places[at] == hash)
            return false;
        if (places[at] == 0) {
            places[at] = hash;
            return true;
        }
    }
    return false;
}

static void note(long number)
{
    char line[32];
    int length = snprintf(line, sizeof line, "%ld\n", number);
    ssize_t (*real)(int, const void *, size_t) =
        (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    real(log_file, line, (size_t)length);
}

/* Is this call the one that fails? */
static bool fails(const char *name)
{
    if (!ready || inside || strcmp(kind, name) != 0 || getpid() != owner)
        return false;
    inside = true;
    long number = ++calls;
    if (log_file >= 0 && is_new())
        note(number);
    inside = false;
    return number == fault_at;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* --- memory: dlsym may itself allocate, so libc's own names are used --- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
    return fails("malloc") ? (errno = ENOMEM, NULL) : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails("malloc") ? (errno = ENOMEM, NULL) : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails("malloc") ? (errno = ENOMEM, NULL) : __libc_realloc(old, size);
}

/* --- calls of the system --- */

static bool is_of_libuv(void *caller)
{
    Dl_info about;
    return dladdr(caller, &about) != 0 && about.dli_fname != NULL &&
           strstr(about.dli_fname, "libuv") != NULL;
}

/* libuv wakes itself by pipes and eventfds, which cannot fail; its sockets can. */
static bool is_inner(int fd, void *caller)
{
    struct stat status;
    return is_of_libuv(caller) && (fstat(fd, &status) != 0 || !S_ISSOCK(status.st_mode));
}

/* The one pipe that libuv makes with its first loop, and aborts without: ask.c tries one before. */
static bool is_first_of_libuv(void *caller)
{
    static bool had;
    bool first = !had && is_of_libuv(caller);
    had |= first;
    return first;
}

ssize_t read(int fd, void *data, size_t size)
{
    if (!is_inner(fd, __builtin_return_address(0)) && fails("read"))
        return errno = EIO, -1;
    return REAL(read)(fd, data, size);
}

ssize_t write(int fd, const void *data, size_t size)
{
    if (!is_inner(fd, __builtin_return_address(0)) && fails("write"))
        return errno = ENOSPC, -1;
    return REAL(write)(fd, data, size);
}

ssize_t pread64(int fd, void *data, size_t size, off64_t at)
{
    return fails("read") ? (errno = EIO, -1) : REAL(pread64)(fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    return fails("write") ? (errno = ENOSPC, -1) : REAL(pwrite64)(fd, data, size, at);
}

int fsync(int fd)
{
    return fails("write") ? (errno = EIO, -1) : REAL(fsync)(fd);
}

int pipe2(int ends[2], int flags)
{
    if (!is_first_of_libuv(__builtin_return_address(0)) && fails("pipe"))
        return errno = EMFILE, -1;
    return REAL(pipe2)(ends, flags);
}

pid_t fork(void)
{
    return fails("fork") ? (errno = EAGAIN, -1) : REAL(fork)();
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    return fails("mmap") ? (errno = ENOMEM, MAP_FAILED)
                         : REAL(mmap)(at, size, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t size, int protection, int flags, int fd, off64_t offset)
{
    return fails("mmap") ? (errno = ENOMEM, MAP_FAILED)
                         : REAL(mmap64)(at, size, protection, flags, fd, offset);
}

/* --- libraries --- */

int sqlite3_step(sqlite3_stmt *statement)
{
    return fails("sqlite") ? SQLITE_IOERR : REAL(sqlite3_step)(statement);
}

int uv_loop_init(uv_loop_t *loop)
{
    return fails("uv") ? UV_ENOMEM : REAL(uv_loop_init)(loop);
}

int uv_write(uv_write_t *request, uv_stream_t *stream, const uv_buf_t *buffers, unsigned count,
             uv_write_cb done)
{
    return fails("uv") ? UV_EPIPE : REAL(uv_write)(request, stream, buffers, count, done);
}

int uv_read_start(uv_stream_t *stream, uv_alloc_cb room, uv_read_cb done)
{
    return fails("uv") ? UV_ENOMEM : REAL(uv_read_start)(stream, room, done);
}

int uv_timer_start(uv_timer_t *timer, uv_timer_cb done, uint64_t after, uint64_t again)
{
    return fails("uv") ? UV_EINVAL : REAL(uv_timer_start)(timer, done, after, again);
}

/* uv_spawn calls it as well, for SIGCHLD, where it cannot fail and is not asked whether it did. */
int uv_signal_start(uv_signal_t *handle, uv_signal_cb done, int number)
{
    return !is_of_libuv(__builtin_return_address(0)) && fails("uv")
               ? UV_ENOMEM
               : REAL(uv_signal_start)(handle, done, number);
}

int uv_spawn(uv_loop_t *loop, uv_process_t *process, const uv_process_options_t *options)
{
    uv_process_options_t wrong = *options;
    wrong.file = "/nonexistent/fault";
    return REAL(uv_spawn)(loop, process, fails("uv") ? &wrong : options);
}
