/* Linux: seccomp with user notification. */
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "raw.h"

/* Known to change nothing of the process, or only what is put back: memory (pages.h), descriptors
 * and the rest of belongings.h, and what a descriptor refers to. What these do to files, peers and
 * other processes is there after a forked trial too. */
static const uint32_t quiet_calls[] = {
    SYS_access,
    SYS_alarm,
    SYS_brk,
    SYS_capget,
    SYS_chdir,
    SYS_chmod,
    SYS_chown,
    SYS_clock_getres,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_creat,
    SYS_epoll_create,
    SYS_epoll_create1,
    SYS_eventfd,
    SYS_eventfd2,
    SYS_exit,
    SYS_exit_group,
    SYS_futex,
    SYS_futex_waitv,
    SYS_getcpu,
    SYS_getcwd,
    SYS_getegid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getgroups,
    SYS_getitimer,
    SYS_getpgid,
    SYS_getpgrp,
    SYS_getpid,
    SYS_getppid,
    SYS_getpriority,
    SYS_getrandom,
    SYS_getresgid,
    SYS_getresuid,
    SYS_getrlimit,
    SYS_getrusage,
    SYS_getsid,
    SYS_gettid,
    SYS_gettimeofday,
    SYS_getuid,
    SYS_getxattr,
    SYS_inotify_init,
    SYS_inotify_init1,
    SYS_kill,
    SYS_lchown,
    SYS_lgetxattr,
    SYS_link,
    SYS_listxattr,
    SYS_llistxattr,
    SYS_lremovexattr,
    SYS_lsetxattr,
    SYS_lstat,
    SYS_memfd_create,
    SYS_mincore,
    SYS_mkdir,
    SYS_mknod,
    SYS_msync,
    SYS_munmap,
    SYS_nanosleep,
    SYS_open,
    SYS_pause,
    SYS_pidfd_open,
    SYS_pipe,
    SYS_pipe2,
    SYS_poll,
    SYS_ppoll,
    SYS_pselect6,
    SYS_readlink,
    SYS_removexattr,
    SYS_rename,
    SYS_restart_syscall,
    SYS_rmdir,
    SYS_rt_sigaction,
    SYS_rt_sigpending,
    SYS_rt_sigprocmask,
    SYS_rt_sigqueueinfo,
    SYS_rt_sigreturn,
    SYS_rt_sigsuspend,
    SYS_rt_sigtimedwait,
    SYS_rt_tgsigqueueinfo,
    SYS_sched_get_priority_max,
    SYS_sched_get_priority_min,
    SYS_sched_getaffinity,
    SYS_sched_getattr,
    SYS_sched_getparam,
    SYS_sched_getscheduler,
    SYS_sched_rr_get_interval,
    SYS_sched_yield,
    SYS_select,
    SYS_setitimer,
    SYS_setxattr,
    SYS_sigaltstack,
    SYS_socket,
    SYS_socketpair,
    SYS_stat,
    SYS_statfs,
    SYS_symlink,
    SYS_sync,
    SYS_sysinfo,
    SYS_tgkill,
    SYS_time,
    SYS_timerfd_create,
    SYS_times,
    SYS_tkill,
    SYS_truncate,
    SYS_umask,
    SYS_uname,
    SYS_unlink,
    SYS_utime,
    SYS_utimes,
    SYS_wait4,
    SYS_waitid,
};

enum { A0 = 1, A1 = 2, A2 = 4, A4 = 16 };

/* Also quiet. Our own descriptors are closed for a program, as they are in a process without a
 * snapshot. */
static const struct {
    uint32_t call, arguments; /* which are descriptors */
} descriptor_calls[] = {
    {SYS_accept, A0},
    {SYS_accept4, A0},
    {SYS_bind, A0},
    {SYS_close, A0},
    {SYS_connect, A0},
    {SYS_copy_file_range, A0 | A2},
    {SYS_dup, A0},
    {SYS_dup2, A0},
    {SYS_dup3, A0},
    {SYS_epoll_ctl, A0 | A2},
    {SYS_epoll_pwait, A0},
    {SYS_epoll_pwait2, A0},
    {SYS_epoll_wait, A0},
    {SYS_faccessat, A0},
    {SYS_faccessat2, A0},
    {SYS_fadvise64, A0},
    {SYS_fallocate, A0},
    {SYS_fchdir, A0},
    {SYS_fchmod, A0},
    {SYS_fchmodat, A0},
    {SYS_fchown, A0},
    {SYS_fchownat, A0},
    {SYS_fcntl, A0},
    {SYS_fdatasync, A0},
    {SYS_fgetxattr, A0},
    {SYS_flistxattr, A0},
    {SYS_flock, A0},
    {SYS_fremovexattr, A0},
    {SYS_fsetxattr, A0},
    {SYS_fstat, A0},
    {SYS_fstatfs, A0},
    {SYS_fsync, A0},
    {SYS_ftruncate, A0},
    {SYS_futimesat, A0},
    {SYS_getdents, A0},
    {SYS_getdents64, A0},
    {SYS_getpeername, A0},
    {SYS_getsockname, A0},
    {SYS_getsockopt, A0},
    {SYS_inotify_add_watch, A0},
    {SYS_inotify_rm_watch, A0},
    {SYS_ioctl, A0},
    {SYS_linkat, A0 | A2},
    {SYS_listen, A0},
    {SYS_lseek, A0},
    {SYS_mkdirat, A0},
    {SYS_mknodat, A0},
    {SYS_mmap, A4},
    {SYS_newfstatat, A0},
    {SYS_openat, A0},
    {SYS_openat2, A0},
    {SYS_pidfd_send_signal, A0},
    {SYS_pread64, A0},
    {SYS_preadv, A0},
    {SYS_preadv2, A0},
    {SYS_pwrite64, A0},
    {SYS_pwritev, A0},
    {SYS_pwritev2, A0},
    {SYS_read, A0},
    {SYS_readahead, A0},
    {SYS_readlinkat, A0},
    {SYS_readv, A0},
    {SYS_recvfrom, A0},
    {SYS_recvmmsg, A0},
    {SYS_recvmsg, A0},
    {SYS_renameat, A0 | A2},
    {SYS_renameat2, A0 | A2},
    {SYS_sendfile, A0 | A1},
    {SYS_sendmmsg, A0},
    {SYS_sendmsg, A0},
    {SYS_sendto, A0},
    {SYS_setsockopt, A0},
    {SYS_shutdown, A0},
    {SYS_signalfd, A0},
    {SYS_signalfd4, A0},
    {SYS_splice, A0 | A2},
    {SYS_statx, A0},
    {SYS_symlinkat, A1},
    {SYS_sync_file_range, A0},
    {SYS_syncfs, A0},
    {SYS_tee, A0 | A1},
    {SYS_timerfd_gettime, A0},
    {SYS_timerfd_settime, A0},
    {SYS_unlinkat, A0},
    {SYS_utimensat, A0},
    {SYS_write, A0},
    {SYS_writev, A0},
};

#define COUNT(array)               (sizeof(array) / sizeof(array)[0])
#define FIELD(member)              ((uint32_t)offsetof(struct seccomp_data, member))
#define ARGUMENT(n)                (FIELD(args) + 8u * (n)) /* its lower half: this machine is little-endian */
#define JUMP(test, k, t, f)        BPF_JUMP(BPF_JMP | BPF_##test | BPF_K, k, t, f)
#define LOAD(at)                   BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define RETURN(what)               BPF_STMT(BPF_RET | BPF_K, what)
#define TELL                       RETURN(SECCOMP_RET_USER_NOTIF)
#define ALLOW                      RETURN(SECCOMP_RET_ALLOW)
#define IF_EQUAL(k)                JUMP(JEQ, k, 0, 1) /* else: skips one */
#define UNLESS_LEAST(k)            JUMP(JGE, k, 1, 0)
#define SKIP_UNLESS(number, count) JUMP(JEQ, SYS_##number, 0, count)

/* It goes on where the call is not of raw.h. 5 steps. */
#define ALLOW_OURS                                                                                 \
    LOAD(FIELD(instruction_pointer)), JUMP(JEQ, (uint32_t)(uintptr_t)raw_returns, 0, 3),           \
        LOAD(FIELD(instruction_pointer) + 4), IF_EQUAL((uint32_t)((uintptr_t)raw_returns >> 32)),  \
        ALLOW

/* It goes on unless an argument is a descriptor of our own. 4 steps. */
#define TELL_OWN(n, low, end) LOAD(ARGUMENT(n)), JUMP(JGE, low, 0, 2), JUMP(JGE, end, 1, 0), TELL

struct filter {
    struct sock_filter steps[1024];
    unsigned short count;
};

static void add(struct filter *filter, const struct sock_filter *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        filter->steps[filter->count++] = steps[i];
}

static void add_quiet(struct filter *filter)
{
    for (size_t i = 0; i < COUNT(quiet_calls); i++) {
        const struct sock_filter steps[] = {IF_EQUAL(quiet_calls[i]), ALLOW};
        add(filter, steps, COUNT(steps));
    }
}

/* For those calls of which the same arguments are descriptors: the check of these, behind a list of
 * the calls. */
static void add_descriptors(struct filter *filter, uint32_t arguments, uint32_t low, uint32_t end)
{
    static const struct sock_filter none[] = {JUMP(JA, 0, 0, 0)};
    static const struct sock_filter last[] = {ALLOW};
    const struct sock_filter closed[] = {ALLOW_OURS, RETURN(SECCOMP_RET_ERRNO | EBADF)};
    unsigned short first = filter->count, skip, check;
    for (size_t i = 0; i < COUNT(descriptor_calls); i++)
        if (descriptor_calls[i].arguments == arguments)
            add(filter, (struct sock_filter[]){JUMP(JEQ, descriptor_calls[i].call, 0, 0)}, 1);
    skip = filter->count;
    add(filter, none, 1);
    check = filter->count;
    for (unsigned short i = first; i < skip; i++)
        filter->steps[i].jt = (uint8_t)(check - i - 1);
    for (uint32_t n = 0; n < 6; n++)
        if (arguments >> n & 1) {
            const struct sock_filter steps[] = {LOAD(ARGUMENT(n)),
                                                JUMP(JGE, low, 0, COUNT(closed) + 1),
                                                JUMP(JGE, end, COUNT(closed), 0)};
            add(filter, steps, COUNT(steps));
            add(filter, closed, COUNT(closed));
        }
    add(filter, last, 1);
    filter->steps[skip].k = filter->count - skip - 1u;
}

static long install(const struct sock_fprog *program)
{
    long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    long listener = RAW_3(seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
    if (listener != -EACCES)
        return listener;
    /* Who is not root gives up what a set-user-id program would give. */
    long result = raw_call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0);
    return result < 0 ? result : RAW_3(seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
}

int filter_install(int low, int end)
{
    static const uint32_t kinds[] = {A0, A1, A4, A0 | A1, A0 | A2};
    uint32_t own = (uint32_t)low, above = (uint32_t)end;
    struct filter filter = {.count = 0};
    const struct sock_filter first[] = {
        LOAD(FIELD(arch)),
        JUMP(JEQ, AUDIT_ARCH_X86_64, 1, 0),
        TELL,
        LOAD(FIELD(nr)),
        SKIP_UNLESS(close_range, 12),
        ALLOW_OURS,
        LOAD(ARGUMENT(1)),
        UNLESS_LEAST(own),
        ALLOW,
        LOAD(ARGUMENT(0)),
        UNLESS_LEAST(above),
        TELL,
        ALLOW,
        SKIP_UNLESS(mremap, 4),
        LOAD(ARGUMENT(3)),
        JUMP(JGT, MREMAP_MAYMOVE | MREMAP_FIXED, 0, 1),
        TELL,
        ALLOW,
        SKIP_UNLESS(prlimit64, 6), /* with no new limit it only asks */
        LOAD(ARGUMENT(2)),
        JUMP(JEQ, 0, 0, 3),
        LOAD(ARGUMENT(2) + 4),
        IF_EQUAL(0),
        ALLOW,
        TELL,
        SKIP_UNLESS(madvise, 8), /* advice that leaves bytes as they are */
        LOAD(ARGUMENT(2)),
        UNLESS_LEAST(MADV_WILLNEED + 1),
        ALLOW,
        IF_EQUAL(MADV_HUGEPAGE),
        ALLOW,
        IF_EQUAL(MADV_NOHUGEPAGE),
        ALLOW,
        TELL,
        SKIP_UNLESS(dup2, 5), /* onto one of ours */
        TELL_OWN(1, own, above),
        LOAD(FIELD(nr)),
        SKIP_UNLESS(dup3, 5),
        TELL_OWN(1, own, above),
        LOAD(FIELD(nr)),
    };
    const struct sock_filter last[] = {TELL};
    add(&filter, first, COUNT(first));
    for (size_t i = 0; i < COUNT(kinds); i++)
        add_descriptors(&filter, kinds[i], own, above);
    add_quiet(&filter);
    add(&filter, last, COUNT(last));
    struct sock_fprog program = {filter.count, filter.steps};
    return (int)install(&program);
}

static int starts_something(int call)
{
    return call == SYS_clone || call == SYS_clone3 || call == SYS_fork || call == SYS_vfork;
}

void filter_next(int listener, uint32_t *mark)
{
    struct seccomp_notif told = {0};
    if (RAW_3(ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &told) < 0)
        return; /* who called is gone */
    int known = told.data.arch == AUDIT_ARCH_X86_64 && told.data.nr >= 0;
    uint32_t none = 0, its = known ? (uint32_t)told.data.nr + 1 : UINT32_MAX;
    if (known && starts_something(told.data.nr))
        __atomic_store_n(mark, its, __ATOMIC_SEQ_CST); /* others before it were for its sake */
    else
        __atomic_compare_exchange_n(mark, &none, its, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    struct seccomp_notif_resp answer = {.id = told.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    RAW_3(ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

void filter_describe(uint32_t mark, char *line, size_t size)
{
    int call = (int)mark - 1;
    if (starts_something(call)) {
        snprintf(line, size, "it started a thread or a process");
        return;
    }
    switch (call) {
    case SYS_close:
    case SYS_close_range:
    case SYS_dup2:
    case SYS_dup3:
        snprintf(line, size, "it closed or replaced descriptors that it had not opened");
        return;
    case SYS_mprotect:
        snprintf(line, size, "it changed the protection of memory, as loading a library does");
        return;
    case SYS_prlimit64:
    case SYS_setrlimit:
        snprintf(line, size, "it changed its limits");
        return;
    default:
        snprintf(line, size, "it made a system call that cannot be undone (number %d)", call);
    }
}
