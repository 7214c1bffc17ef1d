/* Embedded, so that the worker is one file. */
#include "program.h"

#include <stddef.h>

#include "jobs_source.h"
#include "reports_source.h"
#include "runtime_source.h"

const struct program_module program_modules[] = {
    {"_taskloss_jobs", jobs_source},
    {"_taskloss_reports", reports_source},
    {"_taskloss_runtime", runtime_source},
    {NULL, NULL},
};
