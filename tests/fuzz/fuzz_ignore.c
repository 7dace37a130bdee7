/* SPDX-License-Identifier: MIT */
/*
 * fuzz_ignore - any rules against any path.
 *
 * The input is a rule file up to the first 0xff, then a path.  Crashes and
 * time are what is looked for; whether the answers are right is shown by
 * tests/cli/test_ignore.py.
 */
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/sys/ignore.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rules = {(const char *)data, size};
    ptrdiff_t cut = str_find_byte(rules, '\xff');
    struct str path = STR("a/b c/a.py");
    const struct ignore *set;
    struct arena arena;

    if (cut >= 0) {
        path = str_slice(rules, (size_t)cut + 1, rules.len);
        rules = str_slice(rules, 0, (size_t)cut);
    }
    if (path.len == 0)
        return 0;
    arena_init(&arena);
    set = ignore_parse_above(&arena, rules, STR("sub/root"), NULL);
    set = ignore_parse(&arena, rules, STR(""), set);
    set = ignore_parse(&arena, rules, STR("a"), set);
    (void)ignore_path(set, path, size & 1);
    (void)ignore_glob(rules, path);
    arena_release(&arena);
    return 0;
}
