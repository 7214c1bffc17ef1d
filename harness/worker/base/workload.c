/* Numbers drawn from a seed: the same seed draws the same, on every machine. */
#include "workload.h"

#define WAIT_STEPS 4 /* how long jobs wait when the pressure needs no workload */

/* SplitMix64 (Steele, Lea, Flood 2014): the n-th number of a seed. */
static uint64_t number_of(uint64_t seed, uint64_t n)
{
    uint64_t z = seed * UINT64_C(0x2545F4914F6CDD1D) + (n + 1) * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static struct tl_range draw(struct tl_range range, uint64_t seed, uint64_t n)
{
    uint32_t width = range.high >= range.low ? range.high - range.low + 1 : 1;
    uint32_t value = range.low + (uint32_t)(number_of(seed, n) % (width != 0 ? width : 1));
    return (struct tl_range){value, value};
}

int workload_has(uint32_t pressure)
{
    return tl_pressure_rules[pressure].workload;
}

int workload_freezes(uint32_t pressure)
{
    return tl_pressure_rules[pressure].freezes;
}

struct tl_workload workload_draw(const struct tl_request *request, uint64_t seed)
{
    if (!workload_has(request->pressure))
        return (struct tl_workload){.wait = {WAIT_STEPS, WAIT_STEPS}};
    return (struct tl_workload){
        .garbage = draw(request->workload.garbage, seed, 0),
        .ballast = draw(request->workload.ballast, seed, 1),
        .wait = draw(request->workload.wait, seed, 2),
    };
}
