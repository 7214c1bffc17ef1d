/* The objects around a trial's jobs, searched and held against another graph. */
#include "fuzz.h"
#include "told.h"

/* Of the input up to its NUL, and of what is behind it. */
static int tell(struct told *told, const char *json)
{
    struct chains_graph graph;
    struct tl_error error;
    if (chains_read(&graph, json, &error) < 0) {
        chains_free(&graph);
        return -1;
    }
    told_make(told, &graph);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = fuzz_text(bytes, size);
    size_t length = strlen(text);
    struct told one = {0}, other = {0};
    int first = tell(&one, text);
    if (first == 0 && tell(&other, length < size ? text + length + 1 : text) == 0) {
        struct difference difference;
        difference_find(&difference, &one, &other);
        if (length == size)
            SURE(told_alike(&one, &other));
        difference_free(&difference);
    }
    told_free(&one);
    told_free(&other);
    free(text);
    return 0;
}
