/* ELF files read with every offset checked: a user may give any file. */
#include "binary.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

struct image {
    const unsigned char *bytes;
    size_t size;
};

static bool image_open(struct image *image, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    struct stat about;
    bool good = fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    *image = (struct image){0};
    if (good && about.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        good = bytes != MAP_FAILED;
        if (good)
            *image = (struct image){bytes, (size_t)about.st_size};
    }
    close(file);
    return good;
}

static void image_close(struct image *image)
{
    if (image->bytes != NULL)
        munmap((void *)(uintptr_t)image->bytes, image->size);
}

/* Copies a struct at `offset`; false if the file ends before. */
static bool image_read(const struct image *image, uint64_t offset, void *out, size_t size)
{
    if (offset > image->size || size > image->size - offset)
        return false;
    memcpy(out, image->bytes + offset, size);
    return true;
}

static const char *machine_name(unsigned machine)
{
    static const struct {
        unsigned machine;
        const char *name;
    } known[] = {
        {EM_X86_64, "x86-64"}, {EM_386, "32-bit x86"}, {EM_AARCH64, "AArch64"}, {EM_ARM, "ARM"},
        {EM_RISCV, "RISC-V"},  {EM_PPC64, "POWER"},    {EM_S390, "s390"},       {EM_MIPS, "MIPS"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].machine == machine)
            return known[i].name;
    return "another architecture";
}

static bool read_header(const char *path, ElfW(Ehdr) * header)
{
    struct image image;
    if (!image_open(&image, path))
        return false;
    bool good = image_read(&image, 0, header, sizeof *header);
    image_close(&image);
    return good;
}

/* This process is the measure of what this machine runs. */
static bool is_native(const ElfW(Ehdr) * header)
{
    ElfW(Ehdr) own;
    return read_header("/proc/self/exe", &own) &&
           own.e_ident[EI_CLASS] == header->e_ident[EI_CLASS] &&
           own.e_ident[EI_DATA] == header->e_ident[EI_DATA] && own.e_machine == header->e_machine;
}

/* The name of the loader inside the image, or NULL. */
static const char *loader_name(const struct image *image, const ElfW(Ehdr) * header)
{
    for (unsigned i = 0; i < header->e_phnum; i++) {
        ElfW(Phdr) part;
        if (!image_read(image, header->e_phoff + (uint64_t)i * sizeof part, &part, sizeof part))
            return NULL;
        if (part.p_type == PT_INTERP && part.p_offset < image->size &&
            memchr(image->bytes + part.p_offset, '\0', image->size - part.p_offset) != NULL)
            return (const char *)image->bytes + part.p_offset;
    }
    return NULL;
}

static struct binary_facts look(const struct image *image)
{
    ElfW(Ehdr) header = {0};
    size_t size = image->size < sizeof header ? image->size : sizeof header;
    if (size > 0)
        memcpy(&header, image->bytes, size);
    if (size >= 2 && memcmp(header.e_ident, "#!", 2) == 0)
        return (struct binary_facts){.kind = BINARY_SCRIPT};
    if (size < EI_NIDENT + 4 || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return (struct binary_facts){.kind = BINARY_NONE};
    if (!is_native(&header))
        return (struct binary_facts){BINARY_FOREIGN, machine_name(header.e_machine)};
    /* A position-independent program is a shared object that names its loader. */
    if (header.e_type == ET_DYN && loader_name(image, &header) == NULL)
        return (struct binary_facts){.kind = BINARY_LIBRARY};
    return (struct binary_facts){.kind = BINARY_PROGRAM};
}

struct binary_facts binary_look(const char *path)
{
    struct image image;
    if (!image_open(&image, path))
        return (struct binary_facts){.kind = BINARY_UNREADABLE};
    struct binary_facts facts = look(&image);
    image_close(&image);
    return facts;
}

char *binary_loader(const char *path)
{
    struct image image;
    ElfW(Ehdr) header;
    if (!image_open(&image, path))
        return NULL;
    const char *name = image_read(&image, 0, &header, sizeof header) &&
                               memcmp(header.e_ident, ELFMAG, SELFMAG) == 0
                           ? loader_name(&image, &header)
                           : NULL;
    char *copy = name != NULL ? text_make("%s", name) : NULL;
    image_close(&image);
    return copy;
}

/* The name at `offset` of a string table; NULL if it runs over the end. */
static const char *name_at(const struct image *image, const ElfW(Shdr) * strings, uint64_t offset)
{
    if (strings->sh_offset > image->size || strings->sh_size > image->size - strings->sh_offset ||
        offset >= strings->sh_size)
        return NULL;
    const char *name = (const char *)image->bytes + strings->sh_offset + offset;
    return memchr(name, '\0', strings->sh_size - offset) != NULL ? name : NULL;
}

static bool symbols_define(const struct image *image, const ElfW(Shdr) * symbols,
                           const ElfW(Shdr) * strings, const char *wanted)
{
    for (uint64_t at = 0; at + sizeof(ElfW(Sym)) <= symbols->sh_size; at += sizeof(ElfW(Sym))) {
        ElfW(Sym) symbol;
        if (!image_read(image, symbols->sh_offset + at, &symbol, sizeof symbol))
            return false;
        const char *name = name_at(image, strings, symbol.st_name);
        if (symbol.st_shndx != SHN_UNDEF && name != NULL && strcmp(name, wanted) == 0)
            return true;
    }
    return false;
}

static bool image_defines(const struct image *image, const char *wanted)
{
    ElfW(Ehdr) header;
    if (!image_read(image, 0, &header, sizeof header))
        return false;
    for (unsigned i = 0; i < header.e_shnum; i++) {
        ElfW(Shdr) symbols, strings;
        if (!image_read(image, header.e_shoff + (uint64_t)i * sizeof symbols, &symbols,
                        sizeof symbols))
            return false;
        if (symbols.sh_type == SHT_DYNSYM &&
            image_read(image, header.e_shoff + (uint64_t)symbols.sh_link * sizeof strings, &strings,
                       sizeof strings))
            return symbols_define(image, &symbols, &strings, wanted);
    }
    return false;
}

bool binary_defines(const char *path, const char *const *names, size_t count)
{
    struct image image;
    if (!image_open(&image, path))
        return false;
    bool found = false;
    for (size_t i = 0; i < count && !found; i++)
        found = image_defines(&image, names[i]);
    image_close(&image);
    return found;
}

/* ---- what a program needs at its start ---- */

struct dynamic {
    ElfW(Shdr) section, strings;
};

static bool find_dynamic(const struct image *image, struct dynamic *out)
{
    ElfW(Ehdr) header;
    if (!image_read(image, 0, &header, sizeof header))
        return false;
    for (unsigned i = 0; i < header.e_shnum; i++) {
        if (!image_read(image, header.e_shoff + (uint64_t)i * sizeof out->section, &out->section,
                        sizeof out->section))
            return false;
        if (out->section.sh_type == SHT_DYNAMIC)
            return image_read(image,
                              header.e_shoff + (uint64_t)out->section.sh_link * sizeof out->strings,
                              &out->strings, sizeof out->strings);
    }
    return false;
}

/* The text of the first entry of that kind which begins so; NULL: there is none. */
static const char *dynamic_text(const struct image *image, const struct dynamic *dynamic,
                                ElfW(Sxword) kind, const char *beginning)
{
    for (uint64_t at = 0; at + sizeof(ElfW(Dyn)) <= dynamic->section.sh_size;
         at += sizeof(ElfW(Dyn))) {
        ElfW(Dyn) entry;
        if (!image_read(image, dynamic->section.sh_offset + at, &entry, sizeof entry))
            return NULL;
        const char *text =
            entry.d_tag == kind ? name_at(image, &dynamic->strings, entry.d_un.d_val) : NULL;
        if (text != NULL && strncmp(text, beginning, strlen(beginning)) == 0)
            return text;
    }
    return NULL;
}

/* One folder of a search path, which may begin with $ORIGIN, the program's own: is `library` in it?
 */
static bool is_there(const char *folder, size_t length, const char *program, const char *library)
{
    char *origin = realpath(program, NULL);
    char *slash = origin != NULL ? strrchr(origin, '/') : NULL;
    if (slash != NULL)
        *slash = '\0';
    bool relative = strncmp(folder, "$ORIGIN", 7) == 0 && length >= 7;
    char *path = relative ? text_make("%s%.*s/%s", origin != NULL ? origin : "", (int)length - 7,
                                      folder + 7, strrchr(library, '/') + 1)
                          : text_make("%.*s/%s", (int)length, folder, strrchr(library, '/') + 1);
    char *real = realpath(path, NULL);
    bool there = real != NULL && strcmp(real, library) == 0;
    free(real);
    free(path);
    free(origin);
    return there;
}

static bool finds(const struct image *image, const char *program, const char *library)
{
    struct dynamic dynamic;
    if (!find_dynamic(image, &dynamic) || dynamic_text(image, &dynamic, DT_NEEDED, "libpy") == NULL)
        return true;
    const char *folders = dynamic_text(image, &dynamic, DT_RUNPATH, "");
    if (folders == NULL)
        folders = dynamic_text(image, &dynamic, DT_RPATH, "");
    if (folders == NULL) /* one that the system knows */
        folders = "/usr/lib/x86_64-linux-gnu:/usr/lib:/usr/local/lib";
    for (;;) {
        size_t length = strcspn(folders, ":");
        if (is_there(folders, length, program, library))
            return true;
        if (folders[length] == '\0')
            return false;
        folders += length + 1;
    }
}

bool binary_finds(const char *program, const char *library)
{
    struct image image;
    if (!image_open(&image, program))
        return false;
    bool found = finds(&image, program, library);
    image_close(&image);
    return found;
}
