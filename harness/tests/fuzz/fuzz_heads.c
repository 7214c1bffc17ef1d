/* Heads of cases. What is read is whole: an id, a title, a story, guards, and sets of versions. */
#include "case_head.h"
#include "cases.h"
#include "fuzz.h"
#include "list.h"
#include "versions.h"

static void use(const struct tl_case *c)
{
    struct versions *set;
    struct tl_error error;
    SURE(c->id != NULL && c->title != NULL && c->story != NULL && c->source != NULL);
    SURE(c->guards != 0);
    for (size_t i = 0; i < c->expectation_count; i++) {
        SURE(versions_parse(&set, c->expectations[i].versions, &error) == 0);
        versions_free(set);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tl_cases cases = {0};
    struct tl_error error;
    char *text = fuzz_text(bytes, size);
    struct tl_case *one = list_grow(&cases.items, cases.count++, sizeof *one);
    if (case_head_read(one, "fuzz.py", text, size, &error) == 0)
        use(one);
    cases_free(&cases);
    free(text);
    return 0;
}
