/* The host: the process in which the interpreter was started, and from which zygotes are forked. */
#ifndef TASKLOSS_HOST_H
#define TASKLOSS_HOST_H

/* Serves the driver's requests from `requests` until their end; answers go to `answers`. Returns
 * the process's exit status. The interpreter is not started yet when this is called. */
int host_serve(const char *libpython, const char *home, const char *site, int requests,
               int answers);

/* Starts the interpreter and says on standard output, as key=value lines, what it is and whether it
 * can be measured. `blind` plants a fault: a detector is switched off. Returns the process's exit
 * status. */
int host_probe(const char *libpython, const char *home, const char *site, const char *loop,
               const char *loop_site, int blind);

/* Prints, a line a round: what a task costs with the fate hooks and without, and what a trial of
 * the case costs beside a bare fork. Real microseconds. Returns the process's exit status. */
int host_bench(const char *libpython, const char *home, const char *case_path, unsigned rounds);

#endif
