/* Lists that grow by one: an array and its count, which the caller keeps. */
#ifndef TASKLOSS_LIST_H
#define TASKLOSS_LIST_H

#include <stddef.h>

/* Makes room for one more element, zeroed, at the end of the array that `array` points to, and
 * returns it; the caller then counts it. All arrays that grow here grow only here: their capacity
 * is the power of two that holds `count`. Never NULL (see memory.h). */
void *list_grow(void *array, size_t count, size_t size);

/* qsort, also of an array that is not there because nothing is in it. */
void list_sort(void *array, size_t count, size_t size, int (*compare)(const void *, const void *));

#endif
