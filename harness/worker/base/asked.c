/* Set once, before the interpreter starts. */
#include "asked.h"

struct asked asked;
