/* The threads that only wait, and the jump: why and when virtual time may skip ahead. */
#include "waiters.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "quiet.h"
#include "virtual.h"

#define SLICE_MS    1 /* how long a real wait lasts before looking around */
#define WAITERS_MAX 256

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

int waiters_wait(look_at look, void *what, long long until)
{
    int found = look(what, 0);
    if (found != 0 || until <= virtual_now())
        return found;
    struct waiter *mine = join_waiters(until);
    long long waited = 0; /* real ns of waiting that virtual time has not yet passed through */
    long long idle_since = 0;
    while (found == 0 && virtual_now() < until) {
        /* In this order: who has joined the waiters by the time of the look is asked for its
         * moment. */
        int busy = quiet_check(only_waits) != QUIET;
        long long moment = first_moment(until), before = virtual_real_ns();
        found = look(what, busy || moment == NEVER ? SLICE_MS : 0);
        if (found != 0)
            break;
        if (!busy && moment != NEVER) {
            virtual_advance_to(moment);
            waited = 0;
        } else if (busy) {
            waited += virtual_real_ns() - before;
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
