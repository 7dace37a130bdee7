/* SPDX-License-Identifier: MIT */
#include "core/run/tool_memory.h"

#include <string.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct digest
key_of(unsigned number)
{
    struct digest key;
    hash_bytes(HASH_XXH3, &number, sizeof(number), &key);
    return key;
}

static bool
knows(struct tool_memory *memory, unsigned number, const char *expected)
{
    struct digest key = key_of(number);
    struct str value;
    return tool_memory_find(memory, &key, &value) &&
           str_equal(value, str_from(expected));
}

static void
put(struct tool_memory *memory, unsigned number, const char *value)
{
    struct digest key = key_of(number);
    tool_memory_put(memory, &key, str_from(value));
}

static void
what_was_put_is_found_by_the_next(void **state)
{
    struct tool_memory *memory = tool_memory_open("tools");
    (void)state;
    assert_false(knows(memory, 1, "one"));
    put(memory, 1, "one");
    put(memory, 2, "");
    assert_true(knows(memory, 1, "one"));
    tool_memory_close(memory);
    memory = tool_memory_open("tools");
    assert_true(knows(memory, 1, "one"));
    assert_true(knows(memory, 2, ""));
    assert_false(knows(memory, 3, ""));
    tool_memory_close(memory);
}

static void
without_news_nothing_is_written(void **state)
{
    struct tool_memory *memory = tool_memory_open("tools");
    (void)state;
    tool_memory_close(memory);
    assert_false(file_exists("tools"));
    memory = tool_memory_open(NULL);
    put(memory, 1, "one");
    assert_true(knows(memory, 1, "one"));
    tool_memory_close(memory);
}

static void
a_folder_that_cannot_be_written_is_no_trouble(void **state)
{
    struct tool_memory *memory = tool_memory_open("/proc/nothing/tools");
    (void)state;
    put(memory, 1, "one");
    tool_memory_close(memory);
}

static void
what_was_used_last_stays(void **state)
{
    struct tool_memory *memory = tool_memory_open("tools");
    (void)state;
    for (unsigned i = 0; i < TOOL_MEMORY_MAX; i++) {
        put(memory, i, "old");
    }
    tool_memory_close(memory);
    memory = tool_memory_open("tools");
    assert_true(knows(memory, TOOL_MEMORY_MAX - 1, "old"));
    put(memory, 10000, "new");
    tool_memory_close(memory);
    memory = tool_memory_open("tools");
    assert_true(knows(memory, 10000, "new"));
    assert_true(knows(memory, TOOL_MEMORY_MAX - 1, "old"));
    assert_true(knows(memory, 0, "old"));
    assert_false(knows(memory, TOOL_MEMORY_MAX - 2, "old"));
    tool_memory_close(memory);
}

static void
write_bytes(const char *data, size_t len)
{
    struct err err;
    assert_int_equal(file_replace("tools", data, len, &err), 0);
}

static void
damage_is_forgotten(void **state)
{
    struct buf bytes;
    struct err err;
    struct tool_memory *memory = tool_memory_open("tools");
    (void)state;
    put(memory, 1, "one");
    put(memory, 2, "two");
    tool_memory_close(memory);
    buf_init(&bytes, 1 << 20);
    assert_int_equal(file_read(FILE_HERE, "tools", &bytes, NULL, &err), 0);
    for (size_t i = 0; i < bytes.len; i++) {
        bytes.data[i] ^= 4;
        write_bytes(bytes.data, bytes.len);
        memory = tool_memory_open("tools");
        assert_false(knows(memory, 1, "one") || knows(memory, 2, "two"));
        tool_memory_close(memory);
        bytes.data[i] ^= 4;
        write_bytes(bytes.data, i);
        memory = tool_memory_open("tools");
        assert_false(knows(memory, 1, "one") || knows(memory, 2, "two"));
        tool_memory_close(memory);
    }
    buf_release(&bytes);
}

static void
lengths_that_lie_are_not_believed(void **state)
{
    struct buf bytes;
    struct err err;
    struct tool_memory *memory = tool_memory_open("tools");
    (void)state;
    put(memory, 1, "one");
    tool_memory_close(memory);
    buf_init(&bytes, 1 << 20);
    assert_int_equal(file_read(FILE_HERE, "tools", &bytes, NULL, &err), 0);
    memset(bytes.data + 24 + DIGEST_BYTES, 0xff, 4);
    uint64_t checksum = hash_64(bytes.data + 24, bytes.len - 24);
    memcpy(bytes.data + 16, &checksum, sizeof(checksum));
    write_bytes(bytes.data, bytes.len);
    memory = tool_memory_open("tools");
    assert_false(knows(memory, 1, "one"));
    tool_memory_close(memory);
    buf_release(&bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(what_was_put_is_found_by_the_next),
        SCRATCH_TEST(without_news_nothing_is_written),
        SCRATCH_TEST(a_folder_that_cannot_be_written_is_no_trouble),
        SCRATCH_TEST(what_was_used_last_stays),
        SCRATCH_TEST(damage_is_forgotten),
        SCRATCH_TEST(lengths_that_lie_are_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
