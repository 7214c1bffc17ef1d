/* Entries of the ledger: one a task, whichever interpreter made it.
 *
 * No Python here: an entry is a number in the ledger, or the address of a task that stands for it.
 * All of these do nothing where there is no ledger.
 */
#ifndef TASKLOSS_ENTRIES_H
#define TASKLOSS_ENTRIES_H

#include "ledger.h"

/* Tasks, and notes, go to this ledger from now on; NULL: nowhere. Forgets all earlier ones. */
void entries_use(struct ledger *ledger);

/* In a process that the trial forked: its tasks have no entries, and the ledger is told that there
 * were some. */
void entries_leave(void);

/* A task was made, whether it gets an entry or not; entries_enter calls it itself. */
void entries_born(void);

/* How many jobs have ended and still exist. */
long long entries_existing(void);

/* A task was made in another interpreter of this process, where no fate is followed. */
void entries_born_apart(void);

/* The one in use; NULL: none. */
struct ledger *entries_ledger(void);

/* No GIL keeps this whole: locks are needed from now on. */
void entries_use_locks(void);
void entries_lock(void);
void entries_unlock(void);

/* What an audit may ask for. */
enum entries_audit {
    ENTRIES_AUDIT_OFF,
    ENTRIES_AUDIT_ON,
    ENTRIES_AUDIT_BLIND /* a planted fault: the first detector is switched off */
};

/* A planted fault: destroyed tasks are not seen. */
void entries_blind(int blind);

/* A new entry with these flags; NULL: the ledger is full, or fates are fixed, or the task has an
 * entry already. `task`: an address that finds it again, or NULL. */
struct ledger_entry *entries_enter(const void *task, uint32_t flags);

/* The entry of that address or number; NULL: none. */
struct ledger_entry *entries_of(const void *task);
struct ledger_entry *entries_numbered(long long number);

/* The number of an entry, and the address it is alive at; NULL: it is gone. */
uint32_t entries_number(const struct ledger_entry *entry);
void *entries_address(uint32_t number);

/* The first end of a task counts, and none once fates are fixed. 1: it counted. */
int entries_end(struct ledger_entry *entry, enum ledger_state state);

/* One that was destroyed lives on, and has ended by itself as `state` says: it is not lost. */
void entries_revive(struct ledger_entry *entry, enum ledger_state state);

/* Can the task still end? */
int entries_is_open(const struct ledger_entry *entry);

/* Its end should have been told of: was it, since there were that many reports? */
void entries_unreported(struct ledger_entry *entry, uint32_t reports);

/* Its memory was released; its __init__ raised; it is pending without a first step. */
void entries_forget(const void *task, struct ledger_entry *entry);
void entries_stillborn(const void *task, struct ledger_entry *entry);
void entries_unstarted(struct ledger_entry *entry);

/* Fixes the fates: what happens from now on changes none of them. */
void entries_settle(void);
int entries_settled(void);

/* Marks ended tasks that still exist with `flag` (LEDGER_KEPT or LEDGER_LEAKED). */
void entries_mark_existing(uint32_t flag);

#endif
