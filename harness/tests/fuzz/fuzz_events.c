/* What a watched program's processes wrote, cut off at any place, or by whoever else. */
#include "fuzz.h"
#include "watched.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct watched watched;
    struct tl_error error;
    if (size == 0)
        return 0;
    SURE(watched_read(&watched, fuzz_file(bytes + 1, size - 1), bytes[0] & 1, &error) == 0);
    for (size_t i = 0; i < watched.count; i++) {
        SURE(watched.findings[i].kind < WATCHED_KIND_COUNT && watched.findings[i].for_what != NULL);
        SURE(watched.findings[i].cycle != NULL && watched.findings[i].note != NULL);
    }
    char *nothing = watched_nothing(&watched);
    free(nothing);
    watched_fails(&watched);
    watched_free(&watched);
    return 0;
}
