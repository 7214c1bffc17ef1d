/* Processes that end in one of a closed set of ways, whatever they do. */
#ifndef TASKLOSS_PROCESS_H
#define TASKLOSS_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "terms.h"

struct patience;

struct process_end {
    enum tl_ending ending; /* OK, EXIT, SIGNAL or DEADLINE */
    int code;              /* exit status or signal number */
    unsigned left;         /* processes it left behind, killed since */
};

/* Orphans below this process become its children, and SIGCHLD waits until it is asked for: call it
 * before the first fork. */
void process_become_keeper(void);

/* In a new child: its own process group, death with its parent, signals unblocked again. */
void process_become_kept(pid_t parent);

/* Limits a child's memory to what it has now plus `memory_mb`, its files to 256 MiB, no core file.
 */
void process_limit(uint32_t memory_mb);

/* Limits what that child, of one thread, may map from now on to what it has and `memory_mb`; 0: to
 * what it may have at most. It can be lifted again. */
void process_limit_child(pid_t child, uint32_t memory_mb);

/* Waits for a child at most `deadline_ms` (0: for ever) and what the machine owes it (patience.h),
 * then kills it; then kills its group and all it left behind, and reaps them. */
struct process_end process_wait(pid_t child, uint32_t deadline_ms);

/* While process_wait() waits: microseconds, in shared memory, of what is done to the child and
 * counts for no deadline; NULL: nothing is. */
void process_apart(const uint64_t *us);
int64_t process_apart_us(void);

/* Calls this about once a second while process_wait() waits; NULL: nothing. */
void process_on_wait(void (*call)(void));

/* A second of such a wait is over. */
void process_waited(void);

#define PROCESS_WAIT_MS 1000

/* Microseconds that runs which have ended waited for a processor, and what was done to them: of
 * those that took PROCESS_SOON_MS or more. When it has grown by a second, the next run calls what
 * is called once a second. */
int64_t process_past_us(void);
void process_forget_past(void);

#define PROCESS_SOON_MS 100

/* Of a run in a child that is there still: before it, and after it, with the patience that began
 * with it. process_wait() does both by itself. */
void process_tell_past(void);
void process_note_past(const struct patience *patience, pid_t child, int64_t began_us);

/* Children that are no leftovers, so that only their own end or process_wait() ends them. 0: none.
 */
void process_spare(pid_t one, pid_t other);

/* Kills and reaps every process below this one; how many there were. */
unsigned process_kill_children(void);

/* All of `size` bytes, or -1 (also at the end of the file, with errno 0). */
int process_read(int fd, void *data, size_t size);
int process_write(int fd, const void *data, size_t size);

/* Real time, whatever the clock of a trial says. */
int64_t process_now_us(void);

#endif
