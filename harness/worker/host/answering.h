/* Answers to the driver, made of the zygote's ledgers. */
#ifndef TASKLOSS_ANSWERING_H
#define TASKLOSS_ANSWERING_H

#include "apart.h"

struct tl_answer answering_new(const struct tl_request *request, enum tl_answer_type type);

/* How it was isolated, and why not as it was asked for. */
void answering_isolated(struct isolated isolated, struct tl_answer *answer);

/* The verdict on zygote.trial beside zygote.control. */
void answering_settle(const struct tl_request *request, struct process_end end, int control_failed,
                      struct tl_answer *answer);

/* Fills fact_count and names_length, by zygote.trial. */
void answering_count_facts(struct tl_answer *answer);

/* Sends it with its rows, its facts, `output` and its graph, as the lengths in it say. -1: the
 * driver is gone. */
int answering_send(const struct tl_answer *answer, const char *output);

#endif
