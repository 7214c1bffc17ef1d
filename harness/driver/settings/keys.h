/* What a settings file may say, each key once: schema, lines, environment and `config` are made
 * from this list. A key is called as the option whose value it is.
 */
#ifndef TASKLOSS_SETTINGS_KEYS_H
#define TASKLOSS_SETTINGS_KEYS_H

#include "formats.h"

/* X(member, name, kind, who). kind: LIST of texts, TEXT, or SWITCH (true or false). who takes it:
 * RUN is run and check, HERE these and explore, COUNT run, check and bisect, MEASURE all four, ALL
 * every command that has the option. "case" is the words that are no option. */
#define SETTINGS_KEYS(X)                                                                           \
    X(python, "python", LIST, HERE)                                                                \
    X(loop, "loop", TEXT, MEASURE)                                                                 \
    X(cases, "case", LIST, COUNT)                                                                  \
    X(exclude, "exclude", LIST, MEASURE)                                                           \
    X(keyword, "keyword", TEXT, COUNT)                                                             \
    X(guard, "guard", LIST, COUNT)                                                                 \
    X(pressure, "pressure", LIST, COUNT)                                                           \
    X(trials, "trials", TEXT, COUNT)                                                               \
    X(until, "until", TEXT, RUN)                                                                   \
    X(jobs, "jobs", TEXT, COUNT)                                                                   \
    X(seed, "seed", TEXT, COUNT)                                                                   \
    X(workers, "workers", TEXT, MEASURE)                                                           \
    X(deadline, "deadline", TEXT, MEASURE)                                                         \
    X(memory, "memory", TEXT, MEASURE)                                                             \
    X(garbage, "garbage", TEXT, COUNT)                                                             \
    X(ballast, "ballast", TEXT, COUNT)                                                             \
    X(wait, "wait", TEXT, COUNT)                                                                   \
    X(audit, "audit", SWITCH, COUNT)                                                               \
    X(oracle, "oracle", TEXT, COUNT)                                                               \
    X(fail_fast, "fail-fast", SWITCH, RUN)                                                         \
    X(durations, "durations", TEXT, RUN)                                                           \
    X(quiet, "quiet", SWITCH, COUNT)                                                               \
    X(verbose, "verbose", SWITCH, COUNT)                                                           \
    X(baseline, "baseline", TEXT, RUN)                                                             \
    X(allow_new, "allow-new", SWITCH, RUN)                                                         \
    X(accept, "accept", TEXT, RUN)                                                                 \
    X(results, "results", TEXT, ALL)                                                               \
    X(color, "color", TEXT, ALL)

/* Keys under "outputs", a file each: the formats of a check. */
#define SETTINGS_OUTPUTS "outputs"

/* Keys of an accepted difference, as accepted.h has them. X(key, needed) */
#define SETTINGS_ACCEPTED(X)                                                                       \
    X(case, 1)                                                                                     \
    X(guard, 0)                                                                                    \
    X(key, 0)                                                                                      \
    X(on, 0)                                                                                       \
    X(verdict, 0)                                                                                  \
    X(reason, 1)                                                                                   \
    X(until, 1)

#endif
