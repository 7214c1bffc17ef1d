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
    SYS_accept,
    SYS_accept4,
    SYS_access,
    SYS_alarm,
    SYS_bind,
    SYS_brk,
    SYS_capget,
    SYS_chdir,
    SYS_chmod,
    SYS_chown,
    SYS_clock_getres,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_connect,
    SYS_copy_file_range,
    SYS_creat,
    SYS_dup,
    SYS_epoll_create,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
    SYS_epoll_pwait2,
    SYS_epoll_wait,
    SYS_eventfd,
    SYS_eventfd2,
    SYS_exit,
    SYS_exit_group,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_fadvise64,
    SYS_fallocate,
    SYS_fchdir,
    SYS_fchmod,
    SYS_fchmodat,
    SYS_fchown,
    SYS_fchownat,
    SYS_fcntl,
    SYS_fdatasync,
    SYS_fgetxattr,
    SYS_flistxattr,
    SYS_flock,
    SYS_fremovexattr,
    SYS_fsetxattr,
    SYS_fstat,
    SYS_fstatfs,
    SYS_fsync,
    SYS_ftruncate,
    SYS_futex,
    SYS_futex_waitv,
    SYS_futimesat,
    SYS_getcpu,
    SYS_getcwd,
    SYS_getdents,
    SYS_getdents64,
    SYS_getegid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getgroups,
    SYS_getitimer,
    SYS_getpeername,
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
    SYS_getsockname,
    SYS_getsockopt,
    SYS_gettid,
    SYS_gettimeofday,
    SYS_getuid,
    SYS_getxattr,
    SYS_inotify_add_watch,
    SYS_inotify_init,
    SYS_inotify_init1,
    SYS_inotify_rm_watch,
    SYS_ioctl,
    SYS_kill,
    SYS_lchown,
    SYS_lgetxattr,
    SYS_link,
    SYS_linkat,
    SYS_listen,
    SYS_listxattr,
    SYS_llistxattr,
    SYS_lremovexattr,
    SYS_lseek,
    SYS_lsetxattr,
    SYS_lstat,
    SYS_memfd_create,
    SYS_mincore,
    SYS_mkdir,
    SYS_mkdirat,
    SYS_mknod,
    SYS_mknodat,
    SYS_mmap,
    SYS_msync,
    SYS_munmap,
    SYS_nanosleep,
    SYS_newfstatat,
    SYS_open,
    SYS_openat,
    SYS_openat2,
    SYS_pause,
    SYS_pidfd_open,
    SYS_pidfd_send_signal,
    SYS_pipe,
    SYS_pipe2,
    SYS_poll,
    SYS_ppoll,
    SYS_pread64,
    SYS_preadv,
    SYS_preadv2,
    SYS_pselect6,
    SYS_pwrite64,
    SYS_pwritev,
    SYS_pwritev2,
    SYS_read,
    SYS_readahead,
    SYS_readlink,
    SYS_readlinkat,
    SYS_readv,
    SYS_recvfrom,
    SYS_recvmmsg,
    SYS_recvmsg,
    SYS_removexattr,
    SYS_rename,
    SYS_renameat,
    SYS_renameat2,
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
    SYS_sendfile,
    SYS_sendmmsg,
    SYS_sendmsg,
    SYS_sendto,
    SYS_setitimer,
    SYS_setsockopt,
    SYS_setxattr,
    SYS_shutdown,
    SYS_sigaltstack,
    SYS_signalfd,
    SYS_signalfd4,
    SYS_socket,
    SYS_socketpair,
    SYS_splice,
    SYS_stat,
    SYS_statfs,
    SYS_statx,
    SYS_symlink,
    SYS_symlinkat,
    SYS_sync,
    SYS_sync_file_range,
    SYS_syncfs,
    SYS_sysinfo,
    SYS_tee,
    SYS_tgkill,
    SYS_time,
    SYS_timerfd_create,
    SYS_timerfd_gettime,
    SYS_timerfd_settime,
    SYS_times,
    SYS_tkill,
    SYS_truncate,
    SYS_umask,
    SYS_uname,
    SYS_unlink,
    SYS_unlinkat,
    SYS_utime,
    SYS_utimensat,
    SYS_utimes,
    SYS_wait4,
    SYS_waitid,
    SYS_write,
    SYS_writev,
};

#define COUNT(array)               (sizeof(array) / sizeof(array)[0])
#define FIELD(member)              ((uint32_t)offsetof(struct seccomp_data, member))
#define ARGUMENT(n)                (FIELD(args) + 8u * (n)) /* its lower half: this machine is little-endian */
#define LOAD(at)                   BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define RETURN(what)               BPF_STMT(BPF_RET | BPF_K, what)
#define TELL                       RETURN(SECCOMP_RET_USER_NOTIF)
#define ALLOW                      RETURN(SECCOMP_RET_ALLOW)
#define IF_EQUAL(k)                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, 0, 1) /* else: skips one */
#define UNLESS_LEAST(k)            BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, k, 1, 0)
#define SKIP_UNLESS(number, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##number, 0, count)

/* Of an argument that is a descriptor: allowed unless it is our own. 6 steps. */
#define UNLESS_OWN(n, low, high)                                                                   \
    LOAD(ARGUMENT(n)), UNLESS_LEAST(low), ALLOW, UNLESS_LEAST(high), TELL, ALLOW

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
    uint32_t own = (uint32_t)low, above = (uint32_t)end;
    const struct sock_filter first[] = {
        LOAD(FIELD(arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
        TELL,
        LOAD(FIELD(nr)),
        SKIP_UNLESS(close, 6),
        UNLESS_OWN(0, own, above),
        SKIP_UNLESS(dup2, 6),
        UNLESS_OWN(1, own, above),
        SKIP_UNLESS(dup3, 6),
        UNLESS_OWN(1, own, above),
        SKIP_UNLESS(close_range, 10),
        LOAD(ARGUMENT(3)),
        IF_EQUAL(FILTER_OWN_CALL),
        ALLOW,
        LOAD(ARGUMENT(1)),
        UNLESS_LEAST(own),
        ALLOW,
        LOAD(ARGUMENT(0)),
        UNLESS_LEAST(above),
        TELL,
        ALLOW,
        SKIP_UNLESS(mremap, 4),
        LOAD(ARGUMENT(3)),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, MREMAP_MAYMOVE | MREMAP_FIXED, 0, 1),
        TELL,
        ALLOW,
        SKIP_UNLESS(prlimit64, 6), /* with no new limit it only asks */
        LOAD(ARGUMENT(2)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3),
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
    };
    struct sock_filter steps[COUNT(first) + 2 * COUNT(quiet_calls) + 1];
    unsigned short count = 0;
    for (size_t i = 0; i < COUNT(first); i++)
        steps[count++] = first[i];
    for (size_t i = 0; i < COUNT(quiet_calls); i++) {
        steps[count++] = (struct sock_filter)IF_EQUAL(quiet_calls[i]);
        steps[count++] = (struct sock_filter)ALLOW;
    }
    steps[count++] = (struct sock_filter)TELL;
    struct sock_fprog program = {count, steps};
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
