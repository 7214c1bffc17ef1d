/* jansson refuses what is no UTF-8. */
#include "json_text.h"

#include <stdlib.h>

#include "utf8.h"

json_t *json_text(const char *text)
{
    if (text == NULL)
        return json_null();
    char *clean = utf8_clean(text);
    json_t *string = json_string(clean);
    free(clean);
    return string;
}

json_t *json_text_as_is(const char *text)
{
    json_t *string = text != NULL ? json_string(text) : NULL;
    return string != NULL ? string : json_text(text);
}
