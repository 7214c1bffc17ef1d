/* Linux: text, read and taken apart without any memory but its own. */
#include "regions.h"

#include <errno.h>
#include <sys/syscall.h>

#include "kernel.h"
#include "raw.h"

static long read_all(int fd, char *text, size_t size)
{
    long length = 0, got;
    while ((size_t)length < size - 1 &&
           (got = RAW_4(pread64, fd, text + length, size - 1 - (size_t)length, length)) > 0)
        length += got;
    text[length] = '\0';
    return (size_t)length < size - 1 ? length : -1;
}

static uint64_t hex(const char **at)
{
    uint64_t value = 0;
    for (;; ++*at) {
        char c = **at;
        if (c >= '0' && c <= '9')
            value = value << 4 | (uint64_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value << 4 | (uint64_t)(c - 'a' + 10);
        else
            return value;
    }
}

static uint64_t decimal(const char **at)
{
    uint64_t value = 0;
    for (; **at >= '0' && **at <= '9'; ++*at)
        value = value * 10 + (uint64_t)(**at - '0');
    return value;
}

static int begins(const char *text, const char *with)
{
    while (*with != '\0')
        if (*text++ != *with++)
            return 0;
    return 1;
}

static uint32_t traits_of_name(const char *name)
{
    if (begins(name, "[stack]"))
        return REGION_STACK;
    return begins(name, "[vdso]") || begins(name, "[vvar") || begins(name, "[vsyscall]")
               ? REGION_KERNELS
               : 0;
}

/* "7ffff7fc1000-7ffff7fc3000 r-xp 00000000 00:00 0    [vdso]"; to the end of the line. */
static void read_line(const char **at, struct region *out)
{
    out->start = hex(at), ++*at;
    out->end = hex(at), ++*at;
    const char *may = *at;
    out->traits = (may[0] == 'r' ? REGION_READ : 0) | (may[1] == 'w' ? REGION_WRITE : 0) |
                  (may[2] == 'x' ? REGION_EXECUTE : 0) | (may[3] == 's' ? REGION_SHARED : 0);
    *at += 5;
    out->offset = hex(at), ++*at;
    out->device = (uint32_t)hex(at) << 20, ++*at;
    out->device |= (uint32_t)hex(at), ++*at;
    out->inode = decimal(at);
    while (**at == ' ')
        ++*at;
    out->traits |= traits_of_name(*at) | (out->inode == 0 ? REGION_ANONYMOUS : 0);
    out->copy = NULL;
    while (**at != '\n' && **at != '\0')
        ++*at;
    *at += **at == '\n';
}

int regions_read(struct regions *out, int fd, uintptr_t skip_start, uintptr_t skip_end)
{
    out->count = 0;
    if (read_all(fd, out->text, sizeof out->text) <= 0)
        return -1;
    for (const char *at = out->text; *at != '\0';) {
        struct region *one = &out->items[out->count];
        if (out->count == REGIONS_MAX)
            return -1;
        read_line(&at, one);
        out->count += one->start < skip_start || one->start >= skip_end;
    }
    return 0;
}

static uint32_t traits_of_answer(const struct map_query *answer)
{
    return (answer->may & MAP_QUERY_READ ? REGION_READ : 0) |
           (answer->may & MAP_QUERY_WRITE ? REGION_WRITE : 0) |
           (answer->may & MAP_QUERY_EXECUTE ? REGION_EXECUTE : 0) |
           (answer->may & MAP_QUERY_SHARED ? REGION_SHARED : 0) |
           (answer->inode == 0 ? REGION_ANONYMOUS : 0);
}

int regions_read_unnamed(struct regions *out, int fd, uintptr_t skip_start, uintptr_t skip_end)
{
    uintptr_t at = 0;
    long result = 0;
    for (out->count = 0; out->count < REGIONS_MAX;) {
        struct map_query query = {.size = sizeof query, .flags = MAP_QUERY_NEXT, .address = at};
        result = RAW_3(ioctl, fd, MAP_QUERY_IOCTL, &query);
        if (result < 0)
            break;
        out->items[out->count] = (struct region){
            .start = query.start,
            .end = query.end,
            .offset = query.offset,
            .inode = query.inode,
            .device = query.major << 20 | query.minor,
            .traits = traits_of_answer(&query),
        };
        out->count += query.start < skip_start || query.start >= skip_end;
        at = query.end;
    }
    if (result == -ENOTTY)
        return regions_read(out, fd, skip_start, skip_end);
    return result == -ENOENT ? 0 : -1;
}

/* From the line of that region on to its flags. */
static const char *flags_of(const struct region *region, const char *text)
{
    for (int here = 0; *text != '\0';) {
        const char *line = text;
        uintptr_t start = hex(&text);
        if (*text == '-')
            here = start == region->start;
        else if (here && begins(line, "VmFlags:"))
            return line;
        while (*text != '\0' && *text++ != '\n')
            ;
    }
    return "";
}

int regions_is_droppable(const struct region *region, int fd, struct regions *scratch)
{
    if (read_all(fd, scratch->text, sizeof scratch->text) <= 0)
        return 0;
    for (const char *at = flags_of(region, scratch->text); *at != '\n' && *at != '\0'; at++)
        if (begins(at, " dp"))
            return 1;
    return 0;
}
