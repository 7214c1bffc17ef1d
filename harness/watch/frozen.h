/* What gc.freeze() has put out of the collector's reach. */
#ifndef TASKLOSS_WATCH_FROZEN_H
#define TASKLOSS_WATCH_FROZEN_H

/* 0: nothing is frozen. 1: from now until frozen_forget() the oracle counts what is frozen, and
 * what that refers to, as held. -1: it is not known. Takes time for each
 * frozen object. Needs the GIL; runs no code of the program. */
int frozen_note(void);
void frozen_forget(void);

#endif
