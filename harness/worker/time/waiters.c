/* The threads that only wait, and the jump: why and when virtual time may skip ahead. */
#include "waiters.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "family.h"
#include "quiet.h"
#include "virtual.h"

#define SLICE_MS            1 /* how long a real wait lasts before looking around */
#define MOST_NS             (4 * SLICE_MS * (NS / 1000)) /* a longer one was for want of a processor */
#define WAITERS_MAX         256
#define OUTSIDE_PATIENCE_NS (NS / 20)

/* All threads that wait until a moment of virtual time, so that a jump stops at the first. */
static pthread_mutex_t waiters_lock = PTHREAD_MUTEX_INITIALIZER;
static struct waiter {
    pid_t thread; /* 0: free */
    long long until;
} waiters[WAITERS_MAX];

static struct waiter *join_waiters(long long until)
{
    struct waiter *mine = NULL;
    pthread_mutex_lock(&waiters_lock);
    for (int i = 0; i < WAITERS_MAX && mine == NULL; i++)
        if (waiters[i].thread == 0)
            mine = &waiters[i];
    if (mine != NULL)
        *mine = (struct waiter){(pid_t)syscall(SYS_gettid), until};
    pthread_mutex_unlock(&waiters_lock);
    return mine;
}

static void leave_waiters(struct waiter *mine)
{
    pthread_mutex_lock(&waiters_lock);
    if (mine != NULL)
        mine->thread = 0;
    pthread_mutex_unlock(&waiters_lock);
}

/* The first moment anybody waits for; and whether another thread only waits for a later one. */
static long long first_moment(long long mine)
{
    long long first = mine;
    pthread_mutex_lock(&waiters_lock);
    for (int i = 0; i < WAITERS_MAX; i++)
        if (waiters[i].thread != 0 && waiters[i].until < first)
            first = waiters[i].until;
    pthread_mutex_unlock(&waiters_lock);
    return first;
}

/* A registered thread whose moment has not come only waits. */
static int only_waits(pid_t thread)
{
    int result = 0;
    long long now = virtual_now();
    pthread_mutex_lock(&waiters_lock);
    for (int i = 0; i < WAITERS_MAX; i++)
        result |= waiters[i].thread == thread && waiters[i].until > now;
    pthread_mutex_unlock(&waiters_lock);
    return result;
}

/* Real ns that have passed for the trial since `before`: a machine that has no time for this
 * process, or for those it has started, spends none of the trial's. `ran`: what those had used of
 * processors by the last look. */
static long long passed_since(long long before, enum quiet why, long long *ran)
{
    int running = 0;
    long long passed = virtual_real_ns() - before;
    passed = passed < MOST_NS ? passed : MOST_NS;
    if (why != BUSY_CHILD)
        return passed;
    long long then = *ran, now = *ran = family_ran(&running);
    long long more = now > then ? now - then : 0;
    return running && more < passed ? more : passed;
}

int clock_is_busy(void)
{
    if (!quiet_has_threads())
        return 0;
    enum quiet why = quiet_check(only_waits);
    return why != QUIET && why != OUTSIDE;
}

/* May time not jump? What a process outside does is waited for a moment, and for ever where nothing
 * else is. */
static int holds_time(enum quiet why, long long moment, long long *outside_since)
{
    if (why != OUTSIDE)
        return why != QUIET;
    if (*outside_since == 0) {
        *outside_since = virtual_real_ns();
        virtual_outside();
    }
    return moment == NEVER || virtual_real_ns() - *outside_since < OUTSIDE_PATIENCE_NS;
}

int waiters_wait(look_at look, void *what, long long until)
{
    int found = look(what, 0);
    if (found != 0 || until <= virtual_now())
        return found;
    struct waiter *mine = join_waiters(until);
    long long waited = 0; /* real ns of waiting that virtual time has not yet passed through */
    long long idle_since = 0, ran = 0, outside_since = 0;
    while (found == 0 && virtual_now() < until) {
        /* In this order: who has joined the waiters by the time of the look is asked for its
         * moment. */
        enum quiet why = quiet_check(only_waits);
        long long moment = first_moment(until), before = virtual_real_ns();
        int busy = holds_time(why, moment, &outside_since);
        found = look(what, busy || moment == NEVER ? SLICE_MS : 0);
        if (found != 0)
            break;
        if (!busy && moment != NEVER) {
            virtual_advance_to(moment);
            waited = 0;
        } else if (busy) {
            waited += passed_since(before, why, &ran);
            if (moment != NEVER && waited >= moment - virtual_now()) {
                virtual_advance_to(moment);
                waited = 0;
            }
            idle_since = 0;
        } else if (idle_since == 0) {
            idle_since = before;
        } else if (virtual_real_ns() - idle_since > NS / 5) {
            virtual_idle();
        }
    }
    leave_waiters(mine);
    return found;
}
