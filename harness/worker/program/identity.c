/* The same text for each interpreter, which compiles it itself. */
#include "identity.h"

#include "identity_source.h"

const char *const identity = identity_source;
