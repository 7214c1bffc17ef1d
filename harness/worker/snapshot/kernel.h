/* Of the kernel's interface what is newer than the headers this may be built with. */
#ifndef TASKLOSS_KERNEL_H
#define TASKLOSS_KERNEL_H

#include <stdint.h>
#include <sys/ioctl.h>

/* userfaultfd */
#define FAULT_API            0xAAu
#define FAULT_USER_MODE_ONLY 1
#define FAULT_WP_UNPOPULATED (UINT64_C(1) << 13)
#define FAULT_WP_ASYNC       (UINT64_C(1) << 15) /* Linux 6.7 */
#define FAULT_REGISTER_WP    (UINT64_C(1) << 1)
#define FAULT_PROTECT        (UINT64_C(1) << 0)

struct fault_api {
    uint64_t api, features, ioctls;
};

struct fault_register {
    uint64_t start, length, mode, ioctls;
};

struct fault_protect {
    uint64_t start, length, mode;
};

#define FAULT_IOCTL_API      _IOWR(0xAA, 0x3F, struct fault_api)
#define FAULT_IOCTL_REGISTER _IOWR(0xAA, 0x00, struct fault_register)
#define FAULT_IOCTL_PROTECT  _IOWR(0xAA, 0x06, struct fault_protect)

/* PAGEMAP_SCAN: Linux 6.7 */
#define SCAN_CHECK_TRACKED 2u /* fails at a page that is not tracked */
#define SCAN_WRITTEN       (UINT64_C(1) << 1)
#define SCAN_PRESENT       (UINT64_C(1) << 3)
#define SCAN_SWAPPED       (UINT64_C(1) << 4)
#define SCAN_ZERO          (UINT64_C(1) << 5)

struct scan_found {
    uint64_t start, end, categories;
};

struct scan {
    uint64_t size, flags, start, end, walk_end, found, found_count, most_pages;
    uint64_t inverted, all_of, any_of, returned;
};

#define SCAN_IOCTL _IOWR('f', 16, struct scan)

/* PROCMAP_QUERY: Linux 6.11 */
#define MAP_QUERY_READ    1u
#define MAP_QUERY_WRITE   2u
#define MAP_QUERY_EXECUTE 4u
#define MAP_QUERY_SHARED  8u
#define MAP_QUERY_NEXT    16u /* the region at the address, or else the next one */

struct map_query {
    uint64_t size, flags, address, start, end, may, page_size, offset, inode;
    uint32_t major, minor, name_size, build_size;
    uint64_t name, build;
};

#define MAP_QUERY_IOCTL _IOWR('f', 17, struct map_query)

#endif
