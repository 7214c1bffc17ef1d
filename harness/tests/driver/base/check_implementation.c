/* An implementation's texts are made of its fields, and what makes two the same. */
#include "implementation_of.h"
#include "suite.h"

static const struct {
    struct tl_implementation fields;
    const char *suffix, *base, *name, *spec, *key;
} rows[] = {
    {{.python = (char *)"3.12.1"}, "", "3.12.1", "3.12.1", "3.12.1", "3.12"},
    {{.python = (char *)"3.12.1",
      .loop = (char *)"uvloop",
      .kinds = 1u << TL_KIND_EAGER | 1u << TL_KIND_DEBUG},
     "+uvloop+debug+eager",
     "3.12.1",
     "3.12.1+uvloop+debug+eager",
     "3.12.1+uvloop+debug+eager",
     "3.12+uvloop+debug+eager"},
    {{.python = (char *)"3.12.1",
      .path = (char *)"/a b/+x",
      .kinds = 1u << TL_KIND_PYTASK,
      .by_path = true},
     "+pytask",
     "3.12.1 (/a b/+x)",
     "3.12.1+pytask (/a b/+x)",
     "/a b/+x+pytask",
     "3.12+pytask"},
    /* asked for by its path, though its name says which it is */
    {{.python = (char *)"3.12.1", .path = (char *)"/opt/p", .asked = (char *)"/opt/p+debug"},
     "",
     "3.12.1",
     "3.12.1",
     "/opt/p",
     "3.12"},
    {{.python = (char *)"3.12.1", .path = (char *)"/opt/p", .asked = (char *)"3.12"},
     "",
     "3.12.1",
     "3.12.1",
     "3.12.1",
     "3.12"},
    {{.python = (char *)"3.12.1", .path = (char *)""}, "", "3.12.1", "3.12.1", "3.12.1", "3.12"},
    {{.python = (char *)"3.14.10td",
      .version = (char *)"3.14.10",
      .build = TL_BUILD_DEBUG | TL_BUILD_FREE_THREADED},
     "",
     "3.14.10td",
     "3.14.10td",
     "3.14.10td",
     "3.14td"},
    {{.python = (char *)"pypy3.11", .version = (char *)"3.11.13", .pypy = true},
     "",
     "pypy3.11",
     "pypy3.11",
     "pypy3.11",
     "pypy3.11"},
    {{.python = (char *)"3.15.0b2"}, "", "3.15.0b2", "3.15.0b2", "3.15.0b2", "3.15"},
};

START_TEST(texts_of_fields)
{
    struct tl_implementation one = implementation_made(rows[_i].fields);
    char *spec = implementation_spec(&one), *key = implementation_key(&one);
    ck_assert_str_eq(one.suffix, rows[_i].suffix);
    ck_assert_str_eq(one.base, rows[_i].base);
    ck_assert_str_eq(one.name, rows[_i].name);
    ck_assert_str_eq(spec, rows[_i].spec);
    ck_assert_str_eq(key, rows[_i].key);
    free(spec);
    free(key);
    implementation_clear(&one);
    ck_assert_ptr_null(one.name);
    ck_assert_ptr_null(one.loop);
}
END_TEST

START_TEST(texts_are_made_anew)
{
    struct tl_implementation one = implementation_parsed("3.12.1+uvloop");
    one.kinds = 1u << TL_KIND_DEBUG;
    one.by_path = true;
    implementation_name(&one);
    ck_assert_str_eq(one.name, "3.12.1+uvloop+debug (/usr/bin/python)");
    implementation_clear(&one);
}
END_TEST

START_TEST(a_copy_has_texts_of_its_own)
{
    struct tl_implementation one = implementation_parsed("3.12.1+uvloop+eager (/p)");
    struct tl_implementation copy = implementation_copy(&one);
    ck_assert_ptr_ne(copy.python, one.python);
    ck_assert_ptr_ne(copy.loop, one.loop);
    ck_assert_ptr_ne(copy.name, one.name);
    implementation_clear(&one);
    ck_assert_str_eq(copy.name, "3.12.1+uvloop+eager (/p)");
    ck_assert_str_eq(copy.path, "/p");
    implementation_clear(&copy);
    one = implementation_parsed("3.12.1");
    copy = implementation_copy(&one);
    ck_assert_ptr_null(copy.loop);
    implementation_clear(&one);
    implementation_clear(&copy);
}
END_TEST

static const struct {
    const char *a, *b;
    bool same, python, suffix;
} pairs[] = {
    {"3.12.1", "3.12.1", true, true, true},
    {"3.12.1+uvloop", "3.12.1+uvloop", true, true, true},
    {"3.12.1+uvloop", "3.12.1", false, true, false},
    {"3.12.1+uvloop", "3.12.1+rloop", false, true, false},
    {"3.12.1+debug+eager", "3.12.1+eager+debug", true, true, true},
    {"3.12.1+debug", "3.12.10+debug", false, false, true},
    {"3.12.1 (/a)", "3.12.1 (/b)", false, false, true},
    {"3.12.1 (/a)", "3.12.1 (/a)", true, true, true},
    {"3.12.1 (/usr/bin/python)", "3.12.1", false, false, true},
    {"3.14.1t", "3.14.1", false, false, true},
    {"pypy3.11", "3.11", false, false, true},
};

START_TEST(what_is_the_same)
{
    const struct tl_implementation *a = implementation_of(pairs[_i].a),
                                   *b = implementation_of(pairs[_i].b);
    ck_assert_int_eq(implementation_same(a, b), pairs[_i].same);
    ck_assert_int_eq(implementation_same(b, a), pairs[_i].same);
    ck_assert_int_eq(implementation_same_python(a, b), pairs[_i].python);
    ck_assert_int_eq(implementation_same_suffix(a, b), pairs[_i].suffix);
    ck_assert(implementation_same(a, a));
}
END_TEST

/* One name, two libraries: not the same Python. How it was asked for makes no difference. */
START_TEST(another_library_is_another_python)
{
    struct tl_implementation a = implementation_made((struct tl_implementation){0});
    struct tl_implementation b =
        implementation_made((struct tl_implementation){.libpython = (char *)"/b"});
    struct tl_implementation c =
        implementation_made((struct tl_implementation){.asked = (char *)"all"});
    ck_assert(!implementation_same(&a, &b));
    ck_assert(implementation_same(&a, &c));
    implementation_clear(&a);
    implementation_clear(&b);
    implementation_clear(&c);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_loop_test(tests, texts_of_fields, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(tests, texts_are_made_anew);
    tcase_add_test(tests, a_copy_has_texts_of_its_own);
    tcase_add_loop_test(tests, what_is_the_same, 0, sizeof pairs / sizeof pairs[0]);
    tcase_add_test(tests, another_library_is_another_python);
}

int main(void)
{
    return suite_run("implementation", add);
}
