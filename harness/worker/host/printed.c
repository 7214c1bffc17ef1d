/* Counted in a mapping, told from its end. */
#include "printed.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process.h"

static int64_t count_one(int output, const char *text)
{
    struct stat status;
    size_t size = fstat(output, &status) == 0 ? (size_t)status.st_size : 0;
    char *printed = size != 0 ? mmap(NULL, size, PROT_READ, MAP_SHARED, output, 0) : MAP_FAILED;
    int64_t count = 0;
    if (printed == MAP_FAILED)
        return 0;
    for (char *at = printed; (at = memmem(at, size - (size_t)(at - printed), text, strlen(text)));
         at += strlen(text))
        count++;
    munmap(printed, size);
    return count;
}

void printed_count(int output, struct ledger *ledger)
{
    for (uint32_t i = 0; i < ledger->fact_count; i++)
        if (ledger->facts[i].printed != 0)
            ledger->facts[i].value = count_one(output, ledger->texts + ledger->facts[i].printed);
}

void printed_show(int output)
{
    char bytes[4096];
    ssize_t got;
    for (off_t at = 0; (got = pread(output, bytes, sizeof bytes, at)) > 0; at += got)
        if (process_write(STDERR_FILENO, bytes, (size_t)got) < 0)
            return;
}

void printed_take(int output, char text[static TL_OUTPUT_MAX], uint32_t *length)
{
    enum { LINE = 64 };
    struct stat status;
    off_t size = fstat(output, &status) == 0 ? status.st_size : 0, from = 0;
    size_t said = 0;
    if (size > TL_OUTPUT_MAX) {
        from = size - TL_OUTPUT_MAX + LINE;
        said = (size_t)snprintf(text, LINE, "[%lld bytes before this are left out]\n",
                                (long long)from);
    }
    ssize_t got = pread(output, text + said, (size_t)(size - from), from);
    *length = got > 0 ? (uint32_t)said + (uint32_t)got : 0;
}

void printed_blank(int output)
{
    if (ftruncate(output, 0) == 0)
        lseek(output, 0, SEEK_SET);
}
