/* The file of findings that are accepted in a watched program. */
#include "allowed.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct allowed_list list = {0};
    struct watched nothing = {0};
    struct tl_error error;
    if (allowed_read(&list, fuzz_file(bytes, size), &error) == 0) {
        for (size_t i = 0; i < list.count; i++)
            SURE(list.items[i].file != NULL && list.items[i].reason[0] != '\0');
        allowed_apply(&list, &nothing, "2026-11-25");
    }
    allowed_free(&list);
    return 0;
}
