/* Under ASan: Python ends with memory that it never frees, and a failed allocation is an ending. */

const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "detect_leaks=0:allocator_may_return_null=1";
}
