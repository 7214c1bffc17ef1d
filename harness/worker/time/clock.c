/* The clock itself: where virtual time stands, and in which processes it is in force.
 *
 * Why time may jump: a program that only waits cannot tell how long it waited but by its clocks,
 * and all of them are this one. A jump is allowed only where nothing but the clock can end the wait
 * (quiet.h asks who else could), and then goes to the nearest deadline that any waiting thread
 * (waiters.c) has, never past it. Time never goes back, in no process: virtual time is at or ahead
 * of what was told before, and a process forked by the program goes on from there in real time.
 * Code costs no time but a tick a look, so that a busy wait ends, and the same program with the
 * same seed sees the same times.
 */
#include "clock.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "family.h"
#include "virtual.h"

#define MONOTONIC_BASE (1000 * NS)       /* virtual time since "boot" when a process starts */
#define REALTIME_BASE  (1735689600 * NS) /* 2025-01-01 00:00:00 UTC */
#define TICK           100               /* ns a look at the clock takes, so that busy waits end */
#define STEP_TICK      1000              /* ns a loop step takes */

static atomic_int state; /* of virtual time, below */
enum { REAL, VIRTUAL, LEFT /* forked by the program since: real, on a virtual base */ };
static atomic_int steps_in_real_time;
static atomic_llong elapsed; /* virtual ns since clock_start */
static void (*step_hook)(void);
static int (*wait_hook)(void);
static void (*idle_hook)(void);
static void (*outside_hook)(void);

long long virtual_real_ns(void)
{
    struct timespec t;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
    return t.tv_sec * NS + t.tv_nsec;
}

struct timespec virtual_from_ns(long long ns)
{
    return (struct timespec){.tv_sec = ns / NS, .tv_nsec = ns % NS};
}

long long virtual_to_ns(const struct timespec *t)
{
    if (t->tv_sec > NEVER / NS - 1)
        return NEVER;
    return t->tv_sec * NS + t->tv_nsec;
}

void virtual_advance_to(long long moment)
{
    long long now = atomic_load(&elapsed);
    while (now < moment && !atomic_compare_exchange_weak(&elapsed, &now, moment))
        ;
}

/* A process forked by the program itself has other threads and children: it gets real time, from
 * where virtual time stood. */
static long long left_virtual_at, left_real_at;

static void become_real(void)
{
    if (atomic_load(&state) != VIRTUAL)
        return;
    left_virtual_at = atomic_load(&elapsed);
    left_real_at = virtual_real_ns();
    atomic_store(&state, LEFT);
}

void clock_start(void)
{
    static int registered;
    if (!registered)
        pthread_atfork(NULL, NULL, become_real);
    registered = 1;
    atomic_store(&elapsed, 0);
    atomic_store(&state, VIRTUAL);
}

void clock_count_steps(void)
{
    atomic_store(&steps_in_real_time, 1);
}

void clock_stop(void)
{
    atomic_store(&steps_in_real_time, 0);
    atomic_store(&state, REAL);
}

void clock_keeper(pid_t keeper)
{
    family_keeper(keeper);
}

void clock_stranger(pid_t stranger)
{
    family_stranger(stranger);
}

void clock_on_step(void (*step)(void))
{
    step_hook = step;
}

void clock_on_wait(int (*wait)(void))
{
    wait_hook = wait;
}

void clock_on_idle(void (*idle)(void))
{
    idle_hook = idle;
}

int virtual_is_on(void)
{
    return atomic_load_explicit(&state, memory_order_relaxed) == VIRTUAL;
}

int virtual_is_told(void)
{
    return atomic_load(&state) != REAL;
}

void virtual_look(void)
{
    if (virtual_is_on())
        atomic_fetch_add(&elapsed, TICK);
}

void virtual_step(void)
{
    int saved = errno;
    if (!virtual_is_on() && !atomic_load(&steps_in_real_time))
        return;
    atomic_fetch_add(&elapsed, STEP_TICK);
    if (step_hook != NULL)
        step_hook();
    errno = saved;
}

void virtual_wait(void)
{
    int saved = errno;
    if (wait_hook != NULL && (virtual_is_on() || atomic_load(&steps_in_real_time)) && wait_hook())
        atomic_fetch_add(&elapsed, STEP_TICK);
    errno = saved;
}

void clock_on_outside(void (*outside)(void))
{
    outside_hook = outside;
}

void virtual_outside(void)
{
    if (outside_hook != NULL)
        outside_hook();
}

void virtual_idle(void)
{
    if (idle_hook != NULL)
        idle_hook();
}

long long virtual_now(void)
{
    if (atomic_load(&state) == LEFT)
        return left_virtual_at + virtual_real_ns() - left_real_at;
    return atomic_load(&elapsed);
}

long long virtual_base_of(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI
               ? REALTIME_BASE
               : MONOTONIC_BASE;
}

int virtual_tells(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI ||
           clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_RAW ||
           clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_BOOTTIME;
}

clockid_t virtual_clock_of(const struct timespec *deadline)
{
    return virtual_to_ns(deadline) >= REALTIME_BASE ? CLOCK_REALTIME : CLOCK_MONOTONIC;
}
