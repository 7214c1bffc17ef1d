/* Runs a Python file under the oracle, for its tests: what does it say, what does the collector do?
 */
#ifndef TASKLOSS_SCRIPT_H
#define TASKLOSS_SCRIPT_H

/* `script`: a file and its arguments, separated by spaces. The file finds a module _taskloss_oracle
 * with watch(), pending(), destroyed(), look(addresses, exact), clock() and note_old(). The exit
 * status. */
int script_run(const char *libpython, const char *home, const char *script);

#endif
