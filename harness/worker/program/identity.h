/* identity.py, which tells whether the Python that started is the one that was asked for. */
#ifndef TASKLOSS_IDENTITY_H
#define TASKLOSS_IDENTITY_H

extern const char *const identity;

#endif
