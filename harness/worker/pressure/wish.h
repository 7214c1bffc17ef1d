/* What the program itself asks of its collector: kept apart from what is done, so that a trial in
 * which nothing is collected by itself can tell whether the program wanted it so. */
#ifndef TASKLOSS_WISH_H
#define TASKLOSS_WISH_H

/* gc.enable() and gc.disable(); the first number of gc.set_threshold(). */
void wish_enable(int enabled);
void wish_threshold(long long young);

/* Is the collector on, as gc.isenabled() is to say? Would it ever run by itself? */
int wish_enabled(void);
int wish_collects(void);

#endif
