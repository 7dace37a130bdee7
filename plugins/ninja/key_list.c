/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/key_list.h"

#include <inttypes.h>

#include "core/sys/file.h"
#include "core/sys/path.h"

#define HEADER "depstamp-keys1 "

enum { LIST_MAX_BYTES = 512 << 20, HEADER_LEN = sizeof(HEADER) - 1 + 16 + 1 };

void
key_list_add(struct buf *out, enum hash_algorithm algorithm,
             const struct digest *key, struct str path)
{
    char text[DIGEST_TEXT_MAX];
    struct arena arena;
    arena_init(&arena);
    buf_text(out, digest_text(algorithm, key, text));
    buf_byte(out, ' ');
    buf_str(out, path_quote_ascii(&arena, path));
    buf_byte(out, '\n');
    arena_release(&arena);
}

static void
write_header(struct str lines, struct buf *out)
{
    uint64_t sum = hash_64(lines.data, lines.len);
    buf_printf(out, HEADER "%016" PRIx64 "\n", sum);
}

void
key_list_seal(const struct buf *lines, struct buf *out)
{
    write_header(buf_view(lines), out);
    buf_str(out, buf_view(lines));
}

bool
key_list_read(const char *path, struct key_list *list)
{
    struct err err;
    struct buf header;
    bool right = false;
    buf_init(&list->bytes, LIST_MAX_BYTES);
    buf_init(&header, HEADER_LEN);
    if (file_read(FILE_HERE, path, &list->bytes, NULL, &err) == 0 &&
        list->bytes.len >= HEADER_LEN) {
        struct str all = buf_view(&list->bytes);
        list->lines = list->next = str_slice(all, HEADER_LEN, all.len);
        write_header(list->lines, &header);
        right = str_equal(buf_view(&header), str_slice(all, 0, HEADER_LEN));
    }
    buf_release(&header);
    if (!right) {
        buf_release(&list->bytes);
    }
    return right;
}

void
key_list_release(struct key_list *list)
{
    buf_release(&list->bytes);
}

size_t
key_list_count(const struct key_list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->lines.len; i++) {
        count += list->lines.data[i] == '\n';
    }
    return count;
}

/* In the lines of `rest`, which then begins behind the line found. */
static bool
find_in(struct str *rest, struct str quoted, struct digest *key)
{
    bool found = false;
    while (rest->data && rest->len > 0 && !found) {
        struct str line = str_split(rest, '\n');
        ptrdiff_t space = str_find_byte(line, ' ');
        enum hash_algorithm algorithm;
        found =
            space > 0 &&
            str_equal(str_slice(line, (size_t)space + 1, line.len), quoted) &&
            digest_parse(str_slice(line, 0, (size_t)space), &algorithm, key);
    }
    return found;
}

bool
key_list_find(struct key_list *list, struct str path, struct digest *key)
{
    struct arena arena;
    arena_init(&arena);
    struct str quoted = path_quote_ascii(&arena, path);
    bool found = find_in(&list->next, quoted, key);
    if (!found) {
        list->next = list->lines;
        found = find_in(&list->next, quoted, key);
    }
    arena_release(&arena);
    return found;
}
