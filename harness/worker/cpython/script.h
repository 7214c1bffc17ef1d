/* Runs a Python file under the oracle, for its tests: what does it say, what does the collector do? */
#ifndef TASKLOSS_SCRIPT_H
#define TASKLOSS_SCRIPT_H

/* `script`: a file and its arguments, separated by spaces. CPython has been started. The file finds
 * a module _taskloss_oracle: see script.c. The exit status. */
int script_run(const char *script);

#endif
