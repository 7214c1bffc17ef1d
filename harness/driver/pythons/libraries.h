/* Libraries that cases need beside the standard one: are they installed for a Python? */
#ifndef TASKLOSS_LIBRARIES_H
#define TASKLOSS_LIBRARIES_H

#include "python.h"

/* `names`: what is imported, with ',' or spaces between. Looks where the Python's packages lie: its
 * virtual environment, its prefix, and what .pth files there add. No Python runs. */
bool libraries_installed(const struct tl_python *python, const char *names);

#endif
