/* Findings where viewers of code look for them: SARIF 2.1.0, and GitLab's code quality report.
 *
 * Each finding that is not as expected is at the first line of its case. Its fingerprint is what it
 * is about (implementation, case, guard, pressure, count), not what was counted, so that the same
 * finding of two runs is one.
 */
#include "formats.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "finding.h"
#include "hash.h"
#include "json_text.h"
#include "text.h"
#include "unfinished.h"

/* --- what both say --- */

static bool is_worth_a_line(const struct tl_finding *finding)
{
    return finding->verdict != TL_VERDICT_AS_EXPECTED && finding->standing != TL_STANDING_ACCEPTED;
}

static char *message_of(const struct tl_checked *checked, const struct tl_finding *finding)
{
    const struct tl_result *cell = checked->cell;
    char *text = finding_text(cell, finding);
    char *whole = text_make("%s %s on %s, guard %s: %s%s%s", cell->case_id, cell->case_name,
                            cell->implementation->name, tl_guards[cell->guard].name, text,
                            checked->repeat != NULL ? ". Repeat: " : "",
                            checked->repeat != NULL ? checked->repeat : "");
    free(text);
    return whole;
}

static char *fingerprint_of(const struct tl_checked *checked, const struct tl_finding *finding)
{
    const struct tl_result *cell = checked->cell;
    char pressure[CELL_PRESSURE_MAX];
    char *key = implementation_key(cell->implementation);
    char *text = text_make("%s %s %s %s %s %s", key, cell->case_id, tl_guards[cell->guard].name,
                           cell_pressure(cell, pressure), finding->key != NULL ? finding->key : "",
                           tl_verdicts[finding->verdict].name);
    uint64_t hash = hash_text(text);
    free(text);
    free(key);
    return text_make("%016" PRIx64, hash);
}

/* Calls for each finding that is worth a line. */
static void each_finding(const struct tl_report *report,
                         json_t *(*make)(const struct tl_checked *checked,
                                         const struct tl_finding *finding),
                         json_t *list)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct tl_checked *checked = &report->cells[i];
        struct tl_finding whole = {.verdict = checked->verdict};
        if (checked->findings.count == 0 && is_worth_a_line(&whole))
            json_array_append_new(list, make(checked, &whole));
        for (size_t k = 0; k < checked->findings.count; k++)
            if (is_worth_a_line(&checked->findings.items[k]))
                json_array_append_new(list, make(checked, &checked->findings.items[k]));
    }
}

static int dump(json_t *document, FILE *out, struct tl_error *error)
{
    int result = json_dumpf(document, out, JSON_INDENT(2));
    putc('\n', out);
    json_decref(document);
    if (result != 0 || fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the findings cannot be written (%s)",
                       strerror(errno));
    return 0;
}

/* --- SARIF --- */

static const char *level_of(enum tl_verdict verdict)
{
    return verdict_differs(verdict) ? "error" : "warning";
}

static json_t *rules(void)
{
    json_t *list = json_array();
    for (size_t i = 0; i < TL_VERDICT_COUNT; i++)
        if (i != TL_VERDICT_AS_EXPECTED)
            json_array_append_new(list, json_pack("{s:s, s:{s:s}, s:{s:s}}", "id",
                                                  tl_verdicts[i].name, "shortDescription", "text",
                                                  tl_verdicts[i].meaning, "defaultConfiguration",
                                                  "level", level_of((enum tl_verdict)i)));
    return list;
}

/* A path as an URI reference: what RFC 3986 leaves unreserved stays, and '/'. */
static json_t *uri_of(const char *path)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (path[0] == '/')
        fputs("file://", out);
    for (; *path != '\0'; path++) {
        bool plain = strchr("/-._~", *path) != NULL || (*path >= '0' && *path <= '9') ||
                     (*path >= 'a' && *path <= 'z') || (*path >= 'A' && *path <= 'Z');
        fprintf(out, plain ? "%c" : "%%%02X", (unsigned char)*path);
    }
    fclose(out);
    json_t *uri = json_string(text);
    free(text);
    return uri;
}

static json_t *result_of(const struct tl_checked *checked, const struct tl_finding *finding)
{
    char *message = message_of(checked, finding), *print = fingerprint_of(checked, finding);
    const char *file = checked->cell->case_file != NULL ? checked->cell->case_file : "";
    json_t *location = json_pack("{s:{s:{s:o}, s:{s:i}}}", "physicalLocation", "artifactLocation",
                                 "uri", uri_of(files_below_here(file)), "region", "startLine", 1);
    json_t *result = json_pack("{s:s, s:s, s:{s:o}, s:[o], s:{s:s}}", "ruleId",
                               tl_verdicts[finding->verdict].name, "level",
                               level_of(finding->verdict), "message", "text", json_text(message),
                               "locations", location, "partialFingerprints", "taskloss/v1", print);
    free(message);
    free(print);
    return result;
}

/* A run that has not come to its end says so, as the viewer would take silence for all. */
static json_t *invocation_of(const struct tl_report *report)
{
    char *unfinished = unfinished_text(report->run);
    json_t *invocation = json_pack("{s:b}", "executionSuccessful", unfinished == NULL);
    if (unfinished != NULL)
        json_object_set_new(invocation, "exitCodeDescription", json_text(unfinished));
    free(unfinished);
    return invocation;
}

int output_sarif(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    json_t *results = json_array();
    each_finding(report, result_of, results);
    json_t *run = json_pack("{s:{s:{s:s, s:s, s:o}}, s:[o], s:o}", "tool", "driver", "name",
                            "taskloss check", "version", TASKLOSS_VERSION, "rules", rules(),
                            "invocations", invocation_of(report), "results", results);
    return dump(json_pack("{s:s, s:s, s:[o]}", "$schema",
                          "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0",
                          "runs", run),
                out, error);
}

/* --- code quality --- */

static json_t *issue_of(const struct tl_checked *checked, const struct tl_finding *finding)
{
    char *message = message_of(checked, finding), *print = fingerprint_of(checked, finding);
    const char *file = checked->cell->case_file != NULL ? checked->cell->case_file : "";
    json_t *issue = json_pack("{s:s, s:o, s:s, s:s, s:s, s:{s:o, s:{s:i}}}", "type", "issue",
                              "description", json_text(message), "check_name",
                              tl_verdicts[finding->verdict].name, "fingerprint", print, "severity",
                              verdict_differs(finding->verdict) ? "major" : "minor", "location",
                              "path", json_text(files_below_here(file)), "lines", "begin", 1);
    free(message);
    free(print);
    return issue;
}

int output_gitlab(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    json_t *issues = json_array();
    each_finding(report, issue_of, issues);
    char *unfinished = unfinished_text(report->run);
    if (unfinished != NULL)
        json_array_append_new(issues,
                              json_pack("{s:s, s:o, s:s, s:s, s:s, s:{s:s, s:{s:i}}}", "type",
                                        "issue", "description", json_text(unfinished), "check_name",
                                        "unfinished", "fingerprint", "unfinished", "severity",
                                        "blocker", "location", "path", ".", "lines", "begin", 1));
    free(unfinished);
    return dump(issues, out, error);
}
