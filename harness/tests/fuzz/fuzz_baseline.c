/* Files of baselines. What is read can be asked for any of its cells. */
#include "baseline_file.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct pressure step = {TL_PRESSURE_STEP, 0};
    static const struct baseline_settings settings = {
        .pressures = &step, .pressure_count = 1, .seed = 1, .jobs = 4, .trials = 1};
    struct baseline baseline;
    struct tl_error error;
    if (baseline_read(&baseline, fuzz_file(bytes, size), &settings, &error) != 0) {
        SURE(error.text[0] != '\0');
        return 0;
    }
    for (size_t i = 0; i < baseline.count; i++)
        SURE(baseline.cells[i].counts != NULL && baseline.cells[i].case_id != NULL);
    baseline_free(&baseline);
    return 0;
}
