/* SPDX-License-Identifier: MIT */
#include "core/sys/distribution.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
expect_modules(const char *name, const char *expected)
{
    struct arena arena;

    arena_init(&arena);
    struct str modules = distribution_modules(&arena, str_from(name));
    if (!str_equal(modules, str_from(expected)))
        fail_msg("%s gives %.*s", name, (int)modules.len, modules.data);
    arena_release(&arena);
}

static void
a_name_has_one_normal_form(void **state)
{
    static const char *const rows[][2] = {
        {"Zope.Interface", "zope_interface"},
        {"a--b__c.-_d", "a_b_c_d"},
        {"_", "_"},
        {"", ""},
    };
    struct arena arena;

    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct str normal = distribution_normal(&arena, str_from(rows[i][0]));
        assert_string_equal(normal.data, rows[i][1]);
        assert_int_equal(normal.len, strlen(rows[i][1]));
    }
    arena_release(&arena);
}

static void
well_known_distributions_have_other_modules(void **state)
{
    (void)state;
    expect_modules("PyYAML", "_yaml yaml");
    expect_modules("beautifulsoup4", "bs4");
    expect_modules("Pillow", "PIL");
    expect_modules("python-dateutil", "dateutil");
    expect_modules("scikit-learn", "sklearn");
    expect_modules("scikit_learn", "sklearn");
    expect_modules("opencv.python", "cv2");
    expect_modules("attrs", "attr attrs");
    expect_modules("protobuf", "google");
    expect_modules("PyJWT", "jwt");
    expect_modules("python-dotenv", "dotenv");
    expect_modules("setuptools", "_distutils_hack pkg_resources setuptools");
}

static void
others_are_called_like_their_module(void **state)
{
    (void)state;
    expect_modules("requests", "requests");
    expect_modules("Flask-SQLAlchemy", "flask_sqlalchemy");
    expect_modules("", "");
}

static void
stubs_stand_for_what_they_describe(void **state)
{
    (void)state;
    expect_modules("types-PyYAML", "_yaml yaml");
    expect_modules("types-requests", "requests");
    expect_modules("pandas-stubs", "pandas");
    expect_modules("types-", "types_");
    expect_modules("-stubs", "_stubs");
}

static void
families_share_a_package(void **state)
{
    (void)state;
    expect_modules("google-cloud-storage", "google_cloud_storage google");
    expect_modules("zope.interface", "zope_interface zope");
    expect_modules("django-taggit", "django_taggit taggit");
    expect_modules("python-fancy", "python_fancy fancy");
    expect_modules("fancy-python", "fancy_python fancy");
    expect_modules("google", "google");
}

/* Look-up is a binary search. */
static void
the_table_is_sorted_and_in_normal_form(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < distribution_known_count(); i++) {
        struct str name = distribution_known(i);
        assert_true(str_equal(name, distribution_normal(&arena, name)));
        assert_true(i == 0 || str_compare(distribution_known(i - 1), name) < 0);
        assert_false(str_equal(distribution_modules(&arena, name), name));
    }
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_has_one_normal_form),
        cmocka_unit_test(well_known_distributions_have_other_modules),
        cmocka_unit_test(others_are_called_like_their_module),
        cmocka_unit_test(stubs_stand_for_what_they_describe),
        cmocka_unit_test(families_share_a_package),
        cmocka_unit_test(the_table_is_sorted_and_in_normal_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
