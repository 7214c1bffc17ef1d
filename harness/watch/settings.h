/* What the driver asks of the library, from the environment. */
#ifndef TASKLOSS_WATCH_SETTINGS_H
#define TASKLOSS_WATCH_SETTINGS_H

#include "watching.h"

#define FRAMES_MAX 8

extern struct settings {
    enum watching_mode mode;
    unsigned frames;                       /* kept of where a task was made; 1 to FRAMES_MAX */
    unsigned permille;                     /* of the time that watching may take; 1 to 1000 */
    unsigned also;                         /* bit 1 << enum watching_sort */
    char file[4096];                       /* where events go; empty: the library does nothing */
    char mail[2 * WATCHING_MAIL_PART + 1]; /* address and key of who else takes them; or empty */
} settings;

/* Reads "KEY=VALUE;...;file=PATH"; NULL: nothing is asked. Unknown keys are left alone. */
void settings_read(const char *text);

#endif
