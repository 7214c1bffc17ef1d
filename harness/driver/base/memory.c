/* Memory, or the end. */
#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "terms.h"

static _Noreturn void out_of_memory(void)
{
    static const char line[] = "taskloss: out of memory: what was measured is kept; run fewer "
                               "workers (-j 1) or fewer cells at a time\n";
    if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
        _exit(TL_EXIT_UNMEASURED); /* nobody reads it */
    exit(TL_EXIT_UNMEASURED);
}

void *memory_sure(void *memory)
{
    if (memory == NULL)
        out_of_memory();
    return memory;
}

void *memory_zeroed(size_t count, size_t size)
{
    return memory_sure(calloc(count > 0 ? count : 1, size));
}

void *memory_resized(void *old, size_t size)
{
    return memory_sure(realloc(old, size > 0 ? size : 1));
}

char *memory_text(const char *text)
{
    return text == NULL ? NULL : memory_sure(strdup(text));
}
