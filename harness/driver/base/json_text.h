/* Text of any bytes as a JSON string, which has to be UTF-8. NULL is null. */
#ifndef TASKLOSS_JSON_TEXT_H
#define TASKLOSS_JSON_TEXT_H

#include <jansson.h>

/* Cleaned, as utf8_clean has it. A new reference. */
json_t *json_text(const char *text);

/* As it is, where it is UTF-8; else cleaned. A new reference. */
json_t *json_text_as_is(const char *text);

#endif
