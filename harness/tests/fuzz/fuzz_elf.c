/* ELF files: what a user gives as a Python may be anything. */
#include "binary.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = {"Py_BytesMain", "rpython_startup_code", ""};
    const char *path = fuzz_file(bytes, size);
    struct binary_facts facts = binary_look(path);
    SURE(facts.kind <= BINARY_LIBRARY);
    free(binary_loader(path));
    binary_defines(path, names, sizeof names / sizeof names[0]);
    return 0;
}
