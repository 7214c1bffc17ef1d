/* The second detector: a suspended coroutine is finalized. It cross-checks the first in audits. */
#ifndef TASKLOSS_COROUTINES_H
#define TASKLOSS_COROUTINES_H

#include "ledger.h"
#include "python.h"

/* Replaces the finalizers of coroutines and generators; once a process. */
void coroutines_install(void);

/* Forgets all coroutines. */
void coroutines_forget(void);

/* This coroutine is that entry's; nothing before coroutines_install(). */
void coroutines_follow(PyObject *coroutine, const struct ledger_entry *entry);

#endif
