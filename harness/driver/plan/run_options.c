/* The defaults of a run. */
#include "run_options.h"

#include <stdlib.h>
#include <sys/utsname.h>
#include <uv.h>

#include "shell.h"
#include "text.h"

#define DEADLINE_MS 10000u
#define FEW_JOBS    1000u /* more of them get a millisecond each */

uint32_t run_options_deadline_ms(uint32_t jobs)
{
    return DEADLINE_MS + (jobs > FEW_JOBS ? jobs - FEW_JOBS : 0);
}

void run_options_begin(struct run_options *out, int argc, char **argv, struct tl_error *error)
{
    *out = (struct run_options){.jobs = 4,
                                .seed = 1,
                                .workers = uv_available_parallelism(),
                                .results = "results",
                                .deadline_ms = DEADLINE_MS,
                                .memory_mb = 512,
                                .isolation = TL_ISOLATION_AUTO,
                                .workload = {{20, 200}, {0, 20000}, {10, 60}},
                                .error = error};
    out->command = shell_quote(argc, argv);
}

void run_options_free(struct run_options *options)
{
    free(options->cases.items);
    free(options->excluded.items);
    free(options->pythons.items);
    free(options->pressures);
    free(options->command);
}

uint32_t run_options_trials(const struct run_options *options, enum tl_pressure pressure)
{
    bool exact = tl_pressure_rules[pressure].exact;
    if (options->trials != 0 && !(exact && options->precision_ppm > 0))
        return options->trials;
    return exact ? 1 : options->precision_ppm > 0 ? 2000 : 20;
}

char *run_machine(void)
{
    struct utsname about;
    if (uname(&about) < 0)
        return text_make("unknown");
    return text_make("%s %s %s", about.sysname, about.release, about.machine);
}
