/* The file of claims, about the cases of this tree. */
#include "claims_file.h"
#include "fuzz.h"

static struct tl_cases cases;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct claims claims;
    struct tl_error error;
    if (cases.count == 0)
        SURE(cases_load(&cases, TASKLOSS_SOURCE_DIR "/cases", &error) == 0);
    if (claims_read(&claims, fuzz_file(bytes, size), &cases, &error) == 0)
        for (size_t i = 0; i < claims.count; i++) {
            SURE(claims.items[i].set != NULL && claims.items[i].text != NULL);
            claims_boundary(&claims.items[i]);
        }
    claims_free(&claims);
    return 0;
}
