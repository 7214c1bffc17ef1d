/* Two stacks: the program runs on the process's own, which is put back with the rest; what puts it
 * back runs on one that lies in the nest, with all that it needs. The nest is far from where the
 * kernel and libc map memory, so that a program finds each address as without it. */
#include "snapshot.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "belongings.h"
#include "far.h"
#include "filter.h"
#include "pages.h"
#include "raw.h"

#define STACK   ((size_t)256 << 10)
#define LARGEST ((size_t)2 << 30)
#define SLACK   ((size_t)256 << 20) /* for what memory may grow by, and for what a layer changes */

struct nest {
    struct pages pages;
    struct belongings belongings, layer;
    const struct belongings *put_back; /* one of them */
    struct snapshot_calls calls;
    int (*next)(void *context); /* run or prepare */
    ucontext_t own, program, over;
    int status;
    _Alignas(4096) char stack[STACK];
};

static struct nest *nest;

/* Of sanitizers, where one is loaded. */
__attribute__((weak)) void __asan_init(void);
__attribute__((weak)) void __tsan_init(void);
__attribute__((weak)) void __msan_init(void);

const char *snapshot_refusal(void)
{
    const char *preloaded = getenv("LD_PRELOAD");
    if (__asan_init != NULL || __tsan_init != NULL || __msan_init != NULL)
        return "a sanitizer's shadow memory is too large to be kept";
    return preloaded != NULL && strstr(preloaded, "vgpreload") != NULL
               ? "valgrind keeps memory of its own"
               : NULL;
}

static long map_nest(size_t size)
{
    return raw_call(SYS_mmap, (long)FAR_NEST, (long)size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
}

/* The copies lie behind the nest, in one region with it. */
static const char *make_room(struct pages *pages)
{
    size_t size = pages_size(pages);
    if (size > LARGEST)
        return "its memory is too large to be kept";
    uintptr_t end = FAR_NEST + sizeof *nest;
    long room =
        size == 0
            ? -1
            : raw_call(SYS_mmap, (long)end, (long)(size + SLACK), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (room != (long)end)
        return "there is no room for a copy of its memory";
    RAW_3(madvise, end, size + SLACK, MADV_HUGEPAGE); /* fewer faults where it can be had */
    pages->copies = (char *)end;
    pages->own_end = end + size + SLACK;
    return NULL;
}

static const char *move_own(struct pages *pages)
{
    int *own[] = {&pages->faults, &pages->scans, &pages->maps};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if ((*own[i] = belongings_move(&nest->belongings, *own[i])) < 0)
            return "its descriptors are in use";
    return NULL;
}

const char *snapshot_open(void)
{
    const char *why = snapshot_refusal();
    if (why != NULL)
        return why;
    if (map_nest(sizeof *nest) != (long)FAR_NEST)
        return "memory cannot be mapped where it would disturb nobody";
    nest = (struct nest *)FAR_NEST;
    nest->pages.own_start = FAR_NEST;
    nest->pages.own_end = FAR_NEST + sizeof *nest;
    why = belongings_open(&nest->belongings);
    if (why == NULL)
        why = pages_open(&nest->pages);
    if (why == NULL)
        why = move_own(&nest->pages);
    return why != NULL ? why : make_room(&nest->pages);
}

int snapshot_own(int fd)
{
    return belongings_move(&nest->belongings, fd);
}

int snapshot_owns(long fd)
{
    return nest != NULL && fd >= nest->belongings.low && fd < nest->belongings.end;
}

static const char *take(int *listener)
{
    const char *why = belongings_take(&nest->belongings);
    if (why != NULL)
        return why;
    nest->put_back = &nest->belongings;
    *listener = filter_install(nest->belongings.low, nest->belongings.end);
    if (*listener < 0)
        return *listener == -EBUSY ? "system calls are already listened to (seccomp)"
                                   : "system calls cannot be listened to (seccomp)";
    return pages_take(&nest->pages);
}

static const char *prove(const char *why)
{
    return why == NULL && nest->calls.proves ? pages_differ(&nest->pages) : why;
}

static const char *put_back(void)
{
    const char *why = belongings_put_back(nest->put_back);
    return prove(why != NULL ? why : pages_put_back(&nest->pages));
}

static const char *add_layer(void)
{
    const char *why = belongings_take_layer(&nest->layer, &nest->belongings);
    nest->put_back = &nest->layer;
    return prove(why != NULL ? why : pages_add_layer(&nest->pages));
}

static const char *drop_layer(void)
{
    nest->put_back = &nest->belongings;
    const char *why = belongings_put_back(nest->put_back);
    return prove(why != NULL ? why : pages_drop_layer(&nest->pages));
}

static _Noreturn void end_process(int status)
{
    for (;;)
        RAW_1(exit_group, status);
}

static void let_program(int (*call)(void *context))
{
    nest->next = call;
    swapcontext(&nest->own, &nest->program);
    if (!nest->calls.may_go_on(nest->calls.context, nest->status))
        end_process(nest->status);
}

static const char *serve_one(enum snapshot_next next)
{
    if (next == SNAPSHOT_DROP)
        return drop_layer();
    let_program(next == SNAPSHOT_ADD ? nest->calls.prepare : nest->calls.run);
    return next == SNAPSHOT_ADD ? add_layer() : put_back();
}

/* On the nest's stack, from the first line to the end. */
static void serve(void)
{
    const struct snapshot_calls *calls = &nest->calls;
    int listener = -1;
    const char *why = take(&listener);
    calls->taken(calls->context, why, listener);
    if (listener >= 0)
        RAW_1(close, listener);
    enum snapshot_next next;
    while (why == NULL && (next = calls->wait(calls->context)) != SNAPSHOT_END) {
        why = serve_one(next);
        calls->done(calls->context, nest->status, why);
    }
    end_process(why != NULL ? nest->status : 0);
}

_Noreturn void snapshot_serve(const struct snapshot_calls *calls)
{
    nest->calls = *calls;
    getcontext(&nest->own);
    nest->own.uc_stack.ss_sp = nest->stack;
    nest->own.uc_stack.ss_size = sizeof nest->stack;
    nest->own.uc_link = NULL;
    sigfillset(&nest->own.uc_sigmask);
    makecontext(&nest->own, serve, 0);
    swapcontext(&nest->program, &nest->own); /* comes back for each run, with memory as it was */
    nest->status = nest->next(nest->calls.context);
    swapcontext(&nest->over, &nest->own);
    end_process(1); /* never reached */
}
