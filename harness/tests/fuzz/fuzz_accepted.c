/* The file of accepted differences, about the cases of this tree. */
#include "accepted.h"
#include "fuzz.h"

static struct tl_cases cases;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct accepted_list list = {0};
    struct tl_error error;
    if (cases.count == 0)
        SURE(cases_load(&cases, TASKLOSS_SOURCE_DIR "/cases", &error) == 0);
    if (accepted_read(&list, fuzz_file(bytes, size), &cases, &error) == 0)
        for (size_t i = 0; i < list.count; i++) {
            SURE(list.items[i].the_case != NULL && list.items[i].reason[0] != '\0');
            accepted_is_over(&list.items[i], "2026-11-25");
        }
    accepted_free(&list);
    return 0;
}
