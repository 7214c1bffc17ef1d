/* The host: the process in which the interpreter was started, and from which zygotes are forked. */
#ifndef TASKLOSS_HOST_H
#define TASKLOSS_HOST_H

/* Serves the driver's requests from `requests` until their end; answers go to `answers`. Returns
 * the process's exit status. The interpreter is not started yet when this is called. */
int host_serve(const char *libpython, const char *home, const char *site, int requests,
               int answers);

#endif
