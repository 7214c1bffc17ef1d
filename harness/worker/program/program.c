/* Embedded, so that the worker is one file. */
#include "program.h"

#include "runtime_source.h"

const char *const program_source = runtime_source;
