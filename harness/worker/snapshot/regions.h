/* The memory map of this process, as a list of regions. */
#ifndef TASKLOSS_REGIONS_H
#define TASKLOSS_REGIONS_H

#include <stddef.h>
#include <stdint.h>

enum region_trait {
    REGION_READ = 1,
    REGION_WRITE = 2,
    REGION_EXECUTE = 4,
    REGION_SHARED = 8,
    REGION_ANONYMOUS = 16, /* backed by no file */
    REGION_STACK = 32,     /* the main thread's: it grows by itself */
    REGION_KERNELS = 64,   /* [vdso] and its like */
};

struct region {
    uintptr_t start, end;
    uint64_t offset, inode;
    uint32_t device, traits;
    char *copy; /* of its bytes; NULL: not tracked */
};

#define REGION_NAMED (REGION_STACK | REGION_KERNELS)
#define REGIONS_MAX  4096
#define REGIONS_TEXT (2u << 20) /* bytes of /proc/self/maps and smaps that are read */

struct regions {
    size_t count;
    struct region items[REGIONS_MAX];
    char text[REGIONS_TEXT];
};

/* Reads it from `fd`, which is /proc/self/maps, in the order of addresses; regions that begin in
 * [skip_start, skip_end) are left out. 0, or -1: it cannot be read, or is too long. */
int regions_read(struct regions *out, int fd, uintptr_t skip_start, uintptr_t skip_end);

/* The same without names, and so without REGION_STACK and REGION_KERNELS, and perhaps without the
 * latter's regions; sooner, where the kernel can. */
int regions_read_unnamed(struct regions *out, int fd, uintptr_t skip_start, uintptr_t skip_end);

/* Does the kernel drop the content of this region when it likes? `fd`: /proc/self/smaps. `scratch`
 * is overwritten. */
int regions_is_droppable(const struct region *region, int fd, struct regions *scratch);

#endif
