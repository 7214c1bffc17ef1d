/* Words as a shell reads them back. */
#ifndef TASKLOSS_SHELL_H
#define TASKLOSS_SHELL_H

#include <stdio.h>

/* Writes one word, in single quotes unless a shell takes it as it is, and as $'...'
 * where a control character is in it. */
void shell_put_word(FILE *out, const char *word);

/* argv as one line that a shell reads as the same words. To be freed. */
char *shell_quote(int argc, char **argv);

#endif
