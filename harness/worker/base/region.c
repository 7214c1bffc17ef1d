/* Each region has a range of addresses of its own, far from where the kernel puts mappings. */
#include "region.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

#define FIRST_ADDRESS UINT64_C(0x200000000000)
#define RANGE         (UINT64_C(1) << 36) /* bytes between two regions: none grows that large */
#define LEAST         ((size_t)1 << 17)

static uintptr_t next_address = FIRST_ADDRESS;

/* An older kernel takes the address for a hint, and may choose another. */
static char *map_at(char *address, size_t size)
{
    char *got = mmap(address, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (got == MAP_FAILED || got == address)
        return got == MAP_FAILED ? NULL : got;
    munmap(got, size);
    errno = EEXIST;
    return NULL;
}

int region_reach(struct region *region, size_t size)
{
    size_t wanted = region->size != 0 ? region->size : LEAST;
    if (size <= region->size)
        return 0;
    while (wanted < size)
        wanted *= 2;
    char *address = region->base;
    if (address == NULL) {
        uintptr_t mine = next_address;
        next_address += RANGE;
        address = (char *)mine; /* NOLINT: an address of our choice */
    }
    if (wanted > RANGE || map_at(address + region->size, wanted - region->size) == NULL)
        return -1;
    region->base = address;
    region->size = wanted;
    return 0;
}
