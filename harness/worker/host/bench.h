/* The benchmark: what taskloss itself costs. */
#ifndef TASKLOSS_BENCH_H
#define TASKLOSS_BENCH_H

/* Prints, a line a round: what a task costs with the fate hooks and without, and what a trial of
 * the case costs beside a bare fork. Real microseconds. Returns the process's exit status. */
int bench_case(const char *libpython, const char *home, const char *case_path, unsigned rounds);

#endif
