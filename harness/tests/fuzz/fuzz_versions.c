/* Sets of versions, and names of implementations held against them: "SET\nNAME". */
#include "fuzz.h"
#include "implementation.h"
#include "versions.h"

/* The name's last byte chooses its kinds and its loop. */
static void match(const struct versions *set, char *name)
{
    static char loop[] = "uvloop";
    size_t length = name == NULL ? 0 : strlen(name);
    unsigned char bits = length > 0 ? (unsigned char)name[length - 1] : 0;
    struct tl_implementation one = {
        .python = name, .version = name, .pypy = bits & 1, .kinds = bits >> 1 & 7u};
    if (name == NULL)
        return;
    one.build = bits & 16 ? TL_BUILD_FREE_THREADED : 0;
    one.loop = bits & 32 ? loop : NULL;
    versions_match(set, &one);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct versions *set;
    struct tl_error error;
    char *text = fuzz_text(bytes, size), *name = strchr(text, '\n');
    if (name != NULL)
        *name++ = '\0';
    if (versions_parse(&set, text, &error) == 0) {
        match(set, name);
        versions_free(set);
    } else
        SURE(error.exit == TL_EXIT_USAGE && error.text[0] != '\0');
    free(text);
    return 0;
}
