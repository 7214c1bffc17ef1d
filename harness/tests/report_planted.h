/* A made-up report for the tests of its writers: one cell of each kind, with texts that are hard to
 * write down. */
#ifndef TASKLOSS_REPORT_PLANTED_H
#define TASKLOSS_REPORT_PLANTED_H

#include "formats.h"
#include "synthetic.h"

struct planted {
    struct tl_result results[5];
    struct tl_checked cells[5];
    struct tl_finding findings[5];
    struct tl_check_total totals[2];
    struct tl_run run;
    struct tl_report report;
};

/* Markup of every format, control characters, broken and many-byte UTF-8, U+FFFE. */
static char planted_key[] = "lost | <b>&amp;</b> `x` \"]]>\" # \\ \x1b[31m \xff \xc3\xbc "
                            "\xef\xbf\xbe \xf0\x9f\x90\x8d ok";
static char planted_output[] =
    "first\n\nsecond </pre><script>alert(1)</script> ]]>\x01\n...\n---\n";
static char planted_repeat[] = "taskloss run 'it'\\''s|a.py' --guard bare";

static inline void planted_cell(struct planted *planted, size_t at,
                                const struct tl_implementation *implementation, enum tl_guard guard,
                                enum tl_verdict verdict)
{
    static char id[] = "a01", name[] = "tcp_read", lost[] = "lost", file[] = "/none/x.py";
    bool lossy = verdict == TL_VERDICT_NEW_LOSS;
    struct tl_checked *checked = &planted->cells[at];
    struct tl_finding *finding = &planted->findings[at];
    planted->results[at] = (struct tl_result){.implementation = implementation,
                                              .case_id = id,
                                              .case_name = name,
                                              .case_file = file,
                                              .guard = guard,
                                              .pressure = {TL_PRESSURE_STEP, 0},
                                              .wall_us = 1234000,
                                              .trials = 1};
    *finding = (struct tl_finding){.key = lossy ? planted_key : lost,
                                   .expected = TL_EXPECT_ZERO,
                                   .verdict = verdict,
                                   .seen = lossy ? 4 : 0,
                                   .of_jobs = true,
                                   .spawned = 4,
                                   .baseline_spawned = -1};
    *checked = (struct tl_checked){.cell = &planted->results[at],
                                   .findings = {.items = finding, .count = 1},
                                   .verdict = verdict,
                                   .seed = 18446744073709551615u,
                                   .repeat = planted_repeat};
    if (verdict != TL_VERDICT_AS_EXPECTED)
        checked->output = planted_output;
}

/* 3.9.1: a new loss, as expected, could not measure; 3.10.1: nothing expected, not measured at all.
 */
static inline void planted_make(struct planted *planted)
{
    static char started[] = "2026-11-22T01:02:03Z", why[] = "no\nmodule";
    const struct tl_implementation *old = implementation_of("3.9.1"),
                                   *new = implementation_of("3.10.1");
    *planted = (struct planted){.run = synthetic_run()};
    planted_cell(planted, 0, old, TL_GUARD_BARE, TL_VERDICT_NEW_LOSS);
    planted_cell(planted, 1, old, TL_GUARD_SET, TL_VERDICT_AS_EXPECTED);
    planted_cell(planted, 2, old, TL_GUARD_LIST, TL_VERDICT_COULD_NOT_MEASURE);
    planted_cell(planted, 3, new, TL_GUARD_BARE, TL_VERDICT_AS_EXPECTED);
    planted_cell(planted, 4, new, TL_GUARD_SET, TL_VERDICT_COULD_NOT_MEASURE);
    planted->cells[3].findings.count = planted->cells[4].findings.count = 0;
    planted->results[4].unmeasured = why;
    planted->run.started = started;
    planted->totals[0] = (struct tl_check_total){
        .implementation = old, .behaviours = 3, .verified = 1, .differences = 1, .unmeasured = 1};
    planted->totals[1] = (struct tl_check_total){.implementation = new};
    planted->report = (struct tl_report){.run = &planted->run,
                                         .cells = planted->cells,
                                         .count = 5,
                                         .totals = planted->totals,
                                         .total_count = 2,
                                         .behaviours = 3,
                                         .verified = 1,
                                         .differences = 1,
                                         .unmeasured = 1};
}

typedef int planted_writer(const struct tl_report *report, FILE *out, struct tl_error *error);

static inline char *planted_write(const struct tl_report *report, planted_writer *write)
{
    char *text;
    size_t size;
    struct tl_error error;
    FILE *out = open_memstream(&text, &size);
    ck_assert_msg(write(report, out, &error) == 0, "%s", error.text);
    fclose(out);
    ck_assert_uint_eq(strlen(text), size);
    return text;
}

#define HAS(text, part)     ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in\n%s", part, text)
#define HAS_NOT(text, part) ck_assert_msg(strstr(text, part) == NULL, "\"%s\" in\n%s", part, text)

#endif
