/* Embedded, so that the worker is one file. */
#include "program.h"

#include <stddef.h>

#include "cancel_source.h"
#include "case_source.h"
#include "foreign_source.h"
#include "guards_source.h"
#include "jobs_source.h"
#include "loops_source.h"
#include "reports_source.h"
#include "run_source.h"
#include "selftest_source.h"
#include "settle_source.h"
#include "trial_source.h"

const struct program_module program_modules[] = {
    {"_taskloss_jobs", jobs_source},         {"_taskloss_reports", reports_source},
    {"_taskloss_case", case_source},         {"_taskloss_foreign", foreign_source},
    {"_taskloss_loops", loops_source},       {"_taskloss_guards", guards_source},
    {"_taskloss_trial", trial_source},       {"_taskloss_settle", settle_source},
    {"_taskloss_selftest", selftest_source}, {"_taskloss_cancel", cancel_source},
    {"_taskloss_run", run_source},           {NULL, NULL},
};
