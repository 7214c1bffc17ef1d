/* Names of the JSON documents that taskloss writes, as "schema" in each says: the number goes up
 * where a reader of the one before would be misled, not where something is added. Their JSON
 * Schemas are in scripts/package/schemas, installed in share/taskloss/schemas.
 */
#ifndef TASKLOSS_FORMS_H
#define TASKLOSS_FORMS_H

#define FORM_RUN      "taskloss/run/1"
#define FORM_CHECK    "taskloss/check/1"
#define FORM_COMPARE  "taskloss/compare/1"
#define FORM_CASES    "taskloss/cases/1"
#define FORM_PYTHONS  "taskloss/pythons/1"
#define FORM_RUNS     "taskloss/runs/1"
#define FORM_EXPLORED "taskloss/explore/1"
#define FORM_CHANGES  "taskloss/changes/1" /* of two watches */
#define FORM_BISECT   "taskloss/bisect/1"
#define FORM_WHY      "taskloss/why/1"
#define FORM_WATCH    "taskloss/watch/1"
#define FORM_CONFIG   "taskloss/config/1"
#define FORM_VERSION  "taskloss/version/1"

#endif
