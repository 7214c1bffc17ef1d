/* What the Python half of a trial reports about it, whichever interpreter that is. */
#ifndef TASKLOSS_NOTES_H
#define TASKLOSS_NOTES_H

#include "ledger.h"

/* Notes go to this ledger from now on; NULL: nowhere. */
void notes_use(struct ledger *ledger);

/* Something was said: by the loop's exception handler, asyncio's log, a warning. */
void notes_report(void);

long long notes_reports(void); /* how often so far */

/* The fact `name` is `value`. */
void notes_note(const char *name, long long value);

/* The fact `name` is how often the trial prints `text`. */
void notes_printed(const char *name, const char *text);

/* A task that is no job was made, to run what is called so; `kind`: enum ledger_made_kind. */
void notes_made(const char *qualname, long long kind);

/* At least so many collections were seen. */
void notes_natural(long long count);

/* A task of this type, which is not known, was seen. */
void notes_unknown(const char *type);

/* The program lets its jobs wait from this step on, or up to it. */
void notes_waits(long long begins);

/* The program makes a sub-interpreter. */
void notes_sub_interpreter(void);

/* What still exists depends on threads that nobody could wait for. */
void notes_inexact(void);

void notes_out_of_memory(void);

/* The interpreter shall be finalized after the program. */
void notes_finalize(void);

/* The program has waited for its jobs as long as it ever does, and some are pending. */
void notes_in_vain(void);

/* A job has failed, and so; the first one of a control is kept. */
void notes_failure(const char *line);

/* Is this run the control? Shall the interpreter be finalized, now that the program has run? */
long long notes_in_control(void);
long long notes_in_census(void); /* is what is left behind to be counted? */
long long notes_finalizing(void);

/* How many loop steps were seen so far. */
long long notes_steps(void);

/* The program's end: how many threads it left, and what went wrong or "". */
void notes_end(const char *problem);

/* All was seen to its end. */
void notes_complete(void);

#endif
