/* Which Python this process was asked to be, beside its library and home. */
#ifndef TASKLOSS_ASKED_H
#define TASKLOSS_ASKED_H

/* Borrowed from the command line; NULL: not known. */
struct asked {
    const char *program;    /* of a build tree: start in its place, and leave PYTHONHOME alone */
    const char *executable; /* what the program may start as this Python; NULL: nothing */
    const char *stdlib;     /* the folder that asyncio must come from */
};

extern struct asked asked;

#endif
