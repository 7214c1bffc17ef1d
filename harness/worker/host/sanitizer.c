/* Under ASan: Python ends with memory that it never frees, and a failed allocation is an ending; so
 * is a signal that kills a case, which the report must name. */

const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "detect_leaks=0:allocator_may_return_null=1:handle_segv=0:handle_sigbus=0:"
           "handle_abort=0:handle_sigill=0:handle_sigfpe=0";
}
