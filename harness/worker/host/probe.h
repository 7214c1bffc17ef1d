/* The probe: what a library holds, and whether it can be measured, for the driver to read. */
#ifndef TASKLOSS_PROBE_H
#define TASKLOSS_PROBE_H

/* Starts the interpreter and says on standard output, as key=value lines, what it is and whether it
 * can be measured. `blind` plants a fault: a detector is switched off. Returns the process's exit
 * status. */
int probe_library(const char *libpython, const char *home, const char *site, const char *loop,
                  const char *loop_site, int blind);

#endif
