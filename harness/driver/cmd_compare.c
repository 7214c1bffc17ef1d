/* taskloss compare: two runs, or two implementations: which cells differ, and by how much. */
#include "commands.h"
int cmd_compare(int argc, char **argv, struct tl_error *error)
{
    (void)argc;
    (void)argv;
    return tl_fail(error, TL_EXIT_USAGE, "not yet");
}
