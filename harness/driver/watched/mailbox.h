/* Takes the events of watched processes that cannot write to the file of events themselves: those
 * that have given up their rights, say, or have another root. */
#ifndef TASKLOSS_MAILBOX_H
#define TASKLOSS_MAILBOX_H

struct mailbox;

/* From now on, in a thread of its own, what comes is appended to the file, which is opened at once.
 * NULL: it could not be, and none is taken. */
struct mailbox *mailbox_open(const char *file);

/* What watched processes are told of it; "" for NULL. Borrowed. */
const char *mailbox_address(const struct mailbox *mailbox);

/* Takes what has come by now, and frees it. One line on what could not be kept, to be freed; NULL:
 * there is nothing of the kind. */
char *mailbox_close(struct mailbox *mailbox);

#endif
