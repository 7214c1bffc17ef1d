#include "pages.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "raw.h"

#define PAGE 4096u

static long control(int fd, unsigned long request, void *argument)
{
    return RAW_3(ioctl, fd, request, argument);
}

/* Of glibc from 2.35 on: where a thread's rseq area is. */
__attribute__((weak)) extern const ptrdiff_t __rseq_offset;
__attribute__((weak)) extern const unsigned int __rseq_size;

/* It says on which processor the thread is, as the kernel keeps it up to date. */
static void leave_to_kernel(struct pages *pages)
{
    enum { LEAST = 32 };
    if (&__rseq_offset == NULL || &__rseq_size == NULL || __rseq_size == 0)
        return;
    size_t size = __rseq_size > LEAST ? __rseq_size : LEAST;
    pages->kernels_start = (uintptr_t)__builtin_thread_pointer() + (uintptr_t)__rseq_offset;
    pages->kernels_end = pages->kernels_start + size;
}

static const char *open_faults(struct pages *pages)
{
    struct fault_api api = {.api = FAULT_API, .features = FAULT_WP_ASYNC | FAULT_WP_UNPOPULATED};
    pages->faults = (int)RAW_1(userfaultfd, O_CLOEXEC | O_NONBLOCK | FAULT_USER_MODE_ONLY);
    if (pages->faults == -ENOSYS)
        return "this kernel has no userfaultfd";
    if (pages->faults < 0)
        return "userfaultfd is forbidden here";
    if (control(pages->faults, FAULT_IOCTL_API, &api) < 0)
        return "this kernel does not note which pages are written (Linux 6.7 does)";
    return NULL;
}

const char *pages_open(struct pages *pages)
{
    const char *why = open_faults(pages);
    if (why != NULL)
        return why;
    leave_to_kernel(pages);
    pages->scans = (int)RAW_3(open, "/proc/self/pagemap", O_RDONLY | O_CLOEXEC, 0);
    pages->maps = (int)RAW_3(open, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0);
    return pages->scans < 0 || pages->maps < 0 ? "/proc cannot be read" : NULL;
}

/* ---- what is kept ---- */

static int is_kept(const struct region *region)
{
    return (region->traits & REGION_WRITE) && !(region->traits & (REGION_SHARED | REGION_KERNELS));
}

static size_t size_of(const struct region *region)
{
    return region->end - region->start;
}

static int read_map(struct pages *pages)
{
    return regions_read_unnamed(&pages->now, pages->maps, pages->own_start, pages->own_end);
}

static int read_base(struct pages *pages)
{
    return regions_read(&pages->base, pages->maps, pages->own_start, pages->own_end);
}

size_t pages_size(struct pages *pages)
{
    size_t size = 0;
    if (read_base(pages) < 0)
        return 0;
    for (size_t i = 0; i < pages->base.count; i++)
        size += is_kept(&pages->base.items[i]) ? size_of(&pages->base.items[i]) : 0;
    return size;
}

/* From scan->start on; how many were found, or a negative error. The next one goes on behind. */
static long scan_on(struct pages *pages, struct scan *scan)
{
    scan->size = sizeof *scan;
    scan->found = (uintptr_t)pages->found;
    scan->found_count = PAGES_FOUND_MAX;
    long count = control(pages->scans, SCAN_IOCTL, scan);
    scan->start = scan->walk_end;
    return count;
}

/* What was never touched is zeros, as the room for it. */
static int copy_anonymous(struct pages *pages, const struct region *region)
{
    struct scan scan = {.start = region->start,
                        .end = region->end,
                        .any_of = SCAN_PRESENT | SCAN_SWAPPED,
                        .returned = SCAN_ZERO};
    while (scan.start < region->end) {
        long count = scan_on(pages, &scan);
        if (count < 0)
            return -1;
        for (long i = 0; i < count; i++)
            if (!(pages->found[i].categories & SCAN_ZERO))
                raw_copy(region->copy + (pages->found[i].start - region->start),
                         (const void *)(uintptr_t)pages->found[i].start,
                         pages->found[i].end - pages->found[i].start);
    }
    return 0;
}

static long follow(struct pages *pages, const struct region *region)
{
    struct fault_register all = {region->start, size_of(region), FAULT_REGISTER_WP, 0};
    struct fault_protect protect = {region->start, size_of(region), FAULT_PROTECT};
    long result = control(pages->faults, FAULT_IOCTL_REGISTER, &all);
    return result < 0 ? result : control(pages->faults, FAULT_IOCTL_PROTECT, &protect);
}

/* The kernel's own scratch memory for random numbers is dropped and overwritten by it at any time:
 * what is in there is nobody's. */
static int may_be_left_out(struct pages *pages, const struct region *region)
{
    int fd = (int)RAW_3(open, "/proc/self/smaps", O_RDONLY | O_CLOEXEC, 0);
    int droppable = fd >= 0 && regions_is_droppable(region, fd, &pages->now);
    RAW_1(close, fd);
    return droppable;
}

/* NULL: there is not so much. */
static char *take_room(struct pages *pages, size_t size)
{
    char *room = pages->room;
    if (size > (size_t)((char *)pages->own_end - room))
        return NULL;
    pages->room += size;
    return room;
}

static const char *copy_whole(struct pages *pages, struct region *region)
{
    region->copy = take_room(pages, size_of(region));
    if (region->copy == NULL)
        return "its memory grew while it was kept";
    if (!(region->traits & REGION_READ))
        return "some of its memory can be written, and not read";
    if (!(region->traits & REGION_ANONYMOUS))
        raw_copy(region->copy, (const void *)region->start, size_of(region));
    else if (copy_anonymous(pages, region) < 0)
        return "this kernel does not tell which pages are in use (Linux 6.7 does)";
    return NULL;
}

static const char *keep(struct pages *pages, struct region *region)
{
    if (follow(pages, region) < 0)
        return may_be_left_out(pages, region) ? NULL : "writes to some memory cannot be followed";
    return copy_whole(pages, region);
}

const char *pages_take(struct pages *pages)
{
    const char *why = NULL;
    pages->room = pages->copies;
    pages->data_end = (uintptr_t)RAW_1(brk, 0);
    if (read_base(pages) < 0)
        return "its memory map cannot be read";
    for (size_t i = 0; i < pages->base.count && why == NULL; i++)
        if (is_kept(&pages->base.items[i]))
            why = keep(pages, &pages->base.items[i]);
    return why;
}

/* ---- what is put back ---- */

static int is_alike(const struct region *base, const struct region *now)
{
    return ((base->traits ^ now->traits) & ~(uint32_t)REGION_NAMED) == 0 &&
           base->inode == now->inode && base->device == now->device &&
           (base->inode == 0 || now->start - base->start == now->offset - base->offset);
}

/* The first region that ends behind `address`, from `i` on. */
static size_t skip_to(const struct regions *list, size_t i, uintptr_t address)
{
    while (i < list->count && list->items[i].end <= address)
        i++;
    return i;
}

/* Is it there in one piece or several? `*i`: the first region that can be a part of it. */
static int is_there(const struct regions *now, const struct region *base, size_t *i)
{
    uintptr_t at = base->start;
    *i = skip_to(now, *i, at);
    for (size_t k = *i; at < base->end; k++) {
        if (k >= now->count || now->items[k].start > at || !is_alike(base, &now->items[k]))
            return 0;
        at = now->items[k].end;
    }
    return 1;
}

static char *copy_of(const struct region *region, uintptr_t address)
{
    return region->copy + (address - region->start);
}

/* Bytes of a region, but those of the kernel. */
static void copy_back(const struct pages *pages, const struct region *region, uintptr_t start,
                      uintptr_t end)
{
    uintptr_t gap = pages->kernels_start, next = pages->kernels_end;
    if (gap < start || gap >= end) {
        raw_copy((void *)start, copy_of(region, start), end - start);
        return;
    }
    raw_copy((void *)start, copy_of(region, start), gap - start);
    if (next < end)
        raw_copy((void *)next, copy_of(region, next), end - next);
}

static int is_zero(const char *page)
{
    const uint64_t *words = (const void *)page;
    for (size_t i = 0; i < PAGE / sizeof *words; i++)
        if (words[i] != 0)
            return 0;
    return 1;
}

static const char *make_anew(struct pages *pages, const struct region *region)
{
    const uint32_t usual = REGION_READ | REGION_WRITE | REGION_ANONYMOUS;
    if (region->copy == NULL || (region->traits & ~(uint32_t)REGION_EXECUTE) != usual)
        return "it unmapped or changed memory that cannot be made anew";
    int may = PROT_READ | PROT_WRITE | (region->traits & REGION_EXECUTE ? PROT_EXEC : 0);
    long at = raw_call(SYS_mmap, (long)region->start, (long)size_of(region), may,
                       MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at != (long)region->start || follow(pages, region) < 0)
        return "memory that it unmapped cannot be mapped again";
    for (size_t page = 0; page < size_of(region); page += PAGE)
        if (!is_zero(region->copy + page))
            raw_copy((void *)(region->start + page), region->copy + page, PAGE);
    return NULL;
}

/* What of `now` is in no region of the base. */
static const char *unmap_new(struct pages *pages, const struct region *now)
{
    const struct regions *base = &pages->base;
    uintptr_t at = now->start;
    for (size_t i = skip_to(base, 0, at); at < now->end; i++) {
        int more = i < base->count && base->items[i].start < now->end;
        uintptr_t end = more ? base->items[i].start : now->end;
        if (end > at && RAW_2(munmap, at, end - at) < 0)
            return "memory that it mapped cannot be unmapped";
        at = more ? base->items[i].end : now->end;
    }
    return NULL;
}

static int is_within_base(const struct regions *base, const struct region *now, size_t *i)
{
    *i = skip_to(base, *i, now->start);
    return *i < base->count && base->items[*i].start <= now->start &&
           base->items[*i].end >= now->end;
}

static const char *put_map_back(struct pages *pages)
{
    const char *why = NULL;
    size_t at = 0;
    if ((uintptr_t)RAW_1(brk, pages->data_end) != pages->data_end)
        return "its data segment cannot be put back";
    if (read_map(pages) < 0)
        return "its memory map cannot be read";
    for (size_t i = 0; i < pages->now.count && why == NULL; i++)
        if (!(pages->now.items[i].traits & REGION_KERNELS) &&
            !is_within_base(&pages->base, &pages->now.items[i], &at))
            why = unmap_new(pages, &pages->now.items[i]);
    at = 0;
    for (size_t i = 0; i < pages->base.count && why == NULL; i++)
        if (!(pages->base.items[i].traits & REGION_KERNELS) &&
            !is_there(&pages->now, &pages->base.items[i], &at))
            why = make_anew(pages, &pages->base.items[i]);
    return why;
}

/* For what was written in it; it ends before memory that is not followed any more. */
static struct scan scan_of_written(const struct region *region)
{
    return (struct scan){.start = region->start,
                         .end = region->end,
                         .flags = SCAN_CHECK_TRACKED,
                         .all_of = SCAN_WRITTEN,
                         .returned = SCAN_WRITTEN};
}

static void protect(struct pages *pages, uintptr_t start, uintptr_t end)
{
    struct fault_protect protect = {start, end - start, FAULT_PROTECT};
    control(pages->faults, FAULT_IOCTL_PROTECT, &protect);
}

/* Memory that was unmapped and mapped again is not followed any more: it is made anew. */
static const char *put_region_back(struct pages *pages, const struct region *region, int renew)
{
    struct scan scan = scan_of_written(region);
    while (scan.start < region->end) {
        long count = scan_on(pages, &scan);
        if (count < 0)
            return make_anew(pages, region);
        for (long i = 0; i < count; i++) {
            copy_back(pages, region, pages->found[i].start, pages->found[i].end);
            if (renew)
                protect(pages, pages->found[i].start, pages->found[i].end);
        }
    }
    return NULL;
}

static const char *put_all_back(struct pages *pages, int renew)
{
    const char *why = put_map_back(pages);
    for (size_t i = 0; i < pages->base.count && why == NULL; i++)
        if (pages->base.items[i].copy != NULL)
            why = put_region_back(pages, &pages->base.items[i], renew);
    return why;
}

const char *pages_put_back(struct pages *pages)
{
    return put_all_back(pages, 0);
}

/* ---- a layer ---- */

/* What a copy held before the layer; its bytes follow. */
struct pages_change {
    struct pages_change *before;
    char *copy;
    size_t size;
};

static int change_copy(struct pages *pages, const struct region *region, uintptr_t start,
                       uintptr_t end)
{
    struct pages_change *change = (void *)take_room(pages, sizeof *change + (end - start));
    if (change == NULL)
        return -1;
    *change = (struct pages_change){pages->layer.changes, copy_of(region, start), end - start};
    pages->layer.changes = change;
    raw_copy(change + 1, change->copy, change->size);
    raw_copy(change->copy, (const void *)start, change->size);
    return 0;
}

/* Of a region that lies below the layer too, and has its copy there. */
static const char *keep_changes(struct pages *pages, const struct region *region)
{
    struct scan scan = scan_of_written(region);
    while (scan.start < region->end) {
        long count = scan_on(pages, &scan);
        if (count < 0)
            return "it mapped memory anew";
        for (long i = 0; i < count; i++)
            if (change_copy(pages, region, pages->found[i].start, pages->found[i].end) < 0)
                return "its memory grew too much";
    }
    return NULL;
}

static int is_followed(struct pages *pages, const struct region *region)
{
    struct scan scan = scan_of_written(region);
    while (scan.start < region->end)
        if (scan_on(pages, &scan) < 0)
            return 0;
    return 1;
}

/* `*i`: the first region below that can reach into it. One that has grown or shrunk is followed as
 * before: what was written there before the layer is known when it goes. */
static const char *keep_layered(struct pages *pages, struct region *region, size_t *i)
{
    const struct regions *below = &pages->layer.base;
    *i = skip_to(below, *i, region->start);
    const struct region *its = &below->items[*i];
    if (*i == below->count || its->start >= region->end)
        return is_kept(region) ? keep(pages, region) : NULL;
    if (!is_alike(its, region))
        return "it changed the memory map that it found";
    if (its->copy == NULL)
        return NULL;
    region->copy = its->copy;
    if (its->start == region->start && its->end == region->end)
        return keep_changes(pages, region);
    return is_followed(pages, region) ? copy_whole(pages, region)
                                      : "it changed the memory map that it found";
}

static void copy_list(struct regions *to, const struct regions *from)
{
    to->count = from->count;
    raw_copy(to->items, from->items, from->count * sizeof from->items[0]);
}

const char *pages_add_layer(struct pages *pages)
{
    const char *why = NULL;
    size_t at = 0;
    pages->layer.data_end = pages->data_end;
    pages->layer.room = pages->room;
    pages->layer.changes = NULL;
    copy_list(&pages->layer.base, &pages->base);
    pages->data_end = (uintptr_t)RAW_1(brk, 0);
    if (read_base(pages) < 0)
        return "its memory map cannot be read";
    for (size_t i = 0; i < pages->base.count && why == NULL; i++)
        why = keep_layered(pages, &pages->base.items[i], &at);
    return why;
}

const char *pages_drop_layer(struct pages *pages)
{
    for (const struct pages_change *one = pages->layer.changes; one != NULL; one = one->before)
        raw_copy(one->copy, one + 1, one->size);
    pages->data_end = pages->layer.data_end;
    pages->room = pages->layer.room;
    copy_list(&pages->base, &pages->layer.base);
    return put_all_back(pages, 1);
}

static int is_what_was_kept(const struct pages *pages, const struct region *region)
{
    uintptr_t gap = pages->kernels_start, next = pages->kernels_end;
    if (gap < region->start || gap >= region->end)
        return raw_same((const void *)region->start, region->copy, size_of(region));
    return raw_same((const void *)region->start, region->copy, gap - region->start) &&
           raw_same((const void *)next, copy_of(region, next), region->end - next);
}

const char *pages_differ(struct pages *pages)
{
    size_t at = 0;
    if (read_map(pages) < 0)
        return "its memory map cannot be read";
    for (size_t i = 0; i < pages->base.count; i++) {
        const struct region *region = &pages->base.items[i];
        if (!(region->traits & REGION_KERNELS) && !is_there(&pages->now, region, &at))
            return "its memory map differs";
        if (region->copy != NULL && !is_what_was_kept(pages, region))
            return "its memory differs";
    }
    return NULL;
}
