/* Found as execvp() would, then read: the ELF head and its interpreter, or the #! line. */
#include "program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

enum { HEAD = 4096 };

static bool is_program(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode) && access(path, X_OK) == 0;
}

/* The file of a program, in `path`; 0 or -1 with errno set. */
static int find(const char *name, char path[PATH_MAX])
{
    struct stat about;
    snprintf(path, PATH_MAX, "%s", name);
    if (strchr(name, '/') != NULL) {
        if (is_program(path))
            return 0;
        if (stat(path, &about) == 0)
            errno = S_ISREG(about.st_mode) ? EACCES : EISDIR;
        return -1;
    }
    const char *folders = getenv("PATH");
    char *copy = memory_text(folders != NULL ? folders : "/bin:/usr/bin"), *rest = copy;
    bool found = false;
    for (char *folder; !found && (folder = strsep(&rest, ":")) != NULL;) {
        int length = snprintf(path, PATH_MAX, "%s/%s", folder[0] != '\0' ? folder : ".", name);
        found = length < PATH_MAX && is_program(path);
    }
    free(copy);
    errno = ENOENT;
    return found ? 0 : -1;
}

static size_t read_head(const char *path, char head[HEAD])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, head, HEAD - 1) : -1;
    if (fd >= 0)
        close(fd);
    head[length > 0 ? length : 0] = '\0';
    return length > 0 ? (size_t)length : 0;
}

/* The dynamic linker that an ELF file names, if it is in its first page. */
static const char *linker_of(const char *head, size_t length)
{
    Elf64_Ehdr elf;
    memcpy(&elf, head, sizeof elf);
    for (unsigned i = 0; i < elf.e_phnum; i++) {
        Elf64_Phdr part;
        size_t at = elf.e_phoff + (size_t)i * sizeof part;
        if (at + sizeof part > length)
            return "";
        memcpy(&part, head + at, sizeof part);
        if (part.p_type == PT_INTERP && part.p_offset < length)
            return head + part.p_offset;
    }
    return "";
}

bool program_is_static(const char *name)
{
    char path[PATH_MAX], head[HEAD];
    if (name == NULL || find(name, path) != 0)
        return false;
    size_t length = read_head(path, head);
    return length >= sizeof(Elf64_Ehdr) && memcmp(head, ELFMAG, SELFMAG) == 0 &&
           head[EI_CLASS] == ELFCLASS64 && linker_of(head, length)[0] == '\0';
}

static int check_elf(const char *path, const char *head, size_t length, struct tl_error *error)
{
    struct stat about;
    if (stat(path, &about) == 0 && (about.st_mode & (S_ISUID | S_ISGID)))
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "'%s' is setuid or setgid: no library can be loaded into it", path);
    if (length < sizeof(Elf64_Ehdr) || head[EI_CLASS] != ELFCLASS64)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "'%s' is a 32-bit program: only 64-bit ones can be watched", path);
    if (strstr(linker_of(head, length), "musl") != NULL)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "'%s' is linked against musl: only glibc's programs can be watched", path);
    return 0;
}

int program_check(const char *name, struct tl_error *error)
{
    enum { DEEPEST = 4 };
    char path[PATH_MAX], head[HEAD], next[PATH_MAX];
    snprintf(next, sizeof next, "%s", name);
    for (int depth = 0; depth < DEEPEST; depth++) {
        if (find(next, path) != 0)
            return tl_fail(error, TL_EXIT_UNMEASURED, "cannot start '%s': %s", next,
                           strerror(errno));
        size_t length = read_head(path, head);
        if (length >= 4 && memcmp(head, ELFMAG, SELFMAG) == 0)
            return check_elf(path, head, length, error);
        if (strncmp(head, "#!", 2) != 0)
            return 0; /* a shell will read it, or execvp() will say what is wrong */
        char *words = head + 2, *word;
        words[strcspn(words, "\n")] = '\0';
        while ((word = strsep(&words, " \t")) != NULL && *word == '\0')
            ;
        const char *base = word != NULL && strrchr(word, '/') != NULL ? strrchr(word, '/') + 1 : "";
        if (strcmp(base, "env") == 0 && words != NULL && words[0] != '-' && words[0] != '\0')
            word = words;
        snprintf(next, sizeof next, "%s", word != NULL ? word : "");
    }
    return 0;
}
