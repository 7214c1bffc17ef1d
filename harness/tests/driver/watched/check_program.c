/* Which programs can be watched, told by planted files. */
#include "program.h"

#include <elf.h>
#include <sys/stat.h>

#include "suite.h"
#include "synthetic.h"

static char *folder, *file;
static struct tl_error error;

static void make(void)
{
    folder = folder_make();
    ck_assert_int_ge(asprintf(&file, "%s/program", folder), 0);
}

static void clean(void)
{
    free(file);
    folder_remove(folder);
}

/* An ELF head with that dynamic linker (NULL: none), or any text. */
static void plant(unsigned char class, const char *linker, const char *text, mode_t mode)
{
    struct {
        Elf64_Ehdr elf;
        Elf64_Phdr part;
        char linker[64];
    } head = {.elf = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, class},
                      .e_phoff = sizeof head.elf,
                      .e_phnum = linker != NULL},
              .part = {.p_type = PT_INTERP, .p_offset = sizeof head.elf + sizeof head.part}};
    snprintf(head.linker, sizeof head.linker, "%s", linker != NULL ? linker : "");
    FILE *out = fopen(file, "wb");
    ck_assert_ptr_nonnull(out);
    if (text != NULL)
        fputs(text, out);
    else
        ck_assert_uint_eq(fwrite(&head, sizeof head, 1, out), 1);
    fclose(out);
    ck_assert_int_eq(chmod(file, mode), 0);
}

static void refused(const char *why)
{
    ck_assert_int_eq(program_check(file, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
    ck_assert_msg(strstr(error.text, why) != NULL, "%s", error.text);
    ck_assert_ptr_null(strchr(error.text, '\n'));
}

START_TEST(what_glibc_starts)
{
    plant(ELFCLASS64, "/lib64/ld-linux-x86-64.so.2", NULL, 0755);
    ck_assert_msg(program_check(file, &error) == 0, "%s", error.text);
    ck_assert(!program_is_static(file));
}
END_TEST

/* It may start others that can be watched. */
START_TEST(a_static_one)
{
    plant(ELFCLASS64, NULL, NULL, 0755);
    ck_assert_msg(program_check(file, &error) == 0, "%s", error.text);
    ck_assert(program_is_static(file));
}
END_TEST

START_TEST(what_cannot_be_watched)
{
    plant(ELFCLASS64, "/lib/ld-musl-x86_64.so.1", NULL, 0755);
    refused("musl");
    plant(ELFCLASS32, "/lib/ld-linux.so.2", NULL, 0755);
    refused("32-bit");
    plant(ELFCLASS64, "/lib64/ld-linux-x86-64.so.2", NULL, 04755);
    refused("setuid");
    plant(ELFCLASS64, "/lib64/ld-linux-x86-64.so.2", NULL, 0644);
    refused("Permission denied");
    unlink(file);
    refused("No such file");
}
END_TEST

/* A script is what its interpreter is. */
START_TEST(scripts)
{
    plant(0, NULL, "#!/no/such/python3\n", 0755);
    refused("/no/such/python3");
    plant(0, NULL, "#! /usr/bin/env sh\nexit 0\n", 0755);
    ck_assert_msg(program_check(file, &error) == 0, "%s", error.text);
    plant(0, NULL, "#!", 0755);
    refused("cannot start");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, what_glibc_starts);
    tcase_add_test(tests, a_static_one);
    tcase_add_test(tests, what_cannot_be_watched);
    tcase_add_test(tests, scripts);
}

int main(void)
{
    return suite_run("program", add);
}
