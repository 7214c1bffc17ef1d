/* Parts that several of the writers share. */
#ifndef TASKLOSS_WATCH_VALUES_H
#define TASKLOSS_WATCH_VALUES_H

#include <jansson.h>

#include "watched.h"

/* A finding as output_watch_json has it. */
json_t *watch_finding_json(const struct watched_finding *finding);

#endif
