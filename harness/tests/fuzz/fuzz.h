/* What the fuzz targets share: the input as a text, or as a file with a path. */
#ifndef TASKLOSS_FUZZ_H
#define TASKLOSS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What libFuzzer calls. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Freed memory is kept from use for a while, but not so much of it that each page is a new one. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=4";
}

/* Not assert: NDEBUG must not switch it off. */
static inline void fuzz_sure(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

#define SURE(condition) fuzz_sure((condition) != 0, #condition)

/* A copy with a NUL behind it, to be freed: a read beyond it is found. */
static inline char *fuzz_text(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    SURE(text != NULL);
    memcpy(text, bytes, size);
    text[size] = '\0';
    return text;
}

/* The one file of this process, holding the input; its path. */
static inline const char *fuzz_file(const uint8_t *bytes, size_t size)
{
    static char path[40];
    static int file = -1;
    if (file < 0) {
        file = memfd_create("fuzz", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    SURE(file >= 0 && pwrite(file, bytes, size, 0) == (ssize_t)size);
    SURE(ftruncate(file, (off_t)size) == 0);
    return path;
}

#endif
