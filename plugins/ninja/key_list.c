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
key_list_seal(struct str lines, struct buf *out)
{
    write_header(lines, out);
    buf_str(out, lines);
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

/* The line of the path in `rest`, which then begins behind it; empty if there
   is none. */
static struct str
line_in(struct str *rest, struct str quoted)
{
    while (rest->data && rest->len > 0) {
        struct str line = str_split(rest, '\n');
        ptrdiff_t space = str_find_byte(line, ' ');
        if (space > 0 &&
            str_equal(str_slice(line, (size_t)space + 1, line.len), quoted)) {
            return line;
        }
    }
    return STR("");
}

static struct str
find_line(struct key_list *list, struct str path)
{
    struct arena arena;
    arena_init(&arena);
    struct str quoted = path_quote_ascii(&arena, path);
    struct str line = line_in(&list->next, quoted);
    if (line.len == 0) {
        list->next = list->lines;
        line = line_in(&list->next, quoted);
    }
    arena_release(&arena);
    return line;
}

bool
key_list_find(struct key_list *list, struct str path, struct digest *key)
{
    enum hash_algorithm algorithm;
    struct str line = find_line(list, path);
    return line.len > 0 && digest_parse(str_split(&line, ' '), &algorithm, key);
}

bool
key_list_set(struct key_list *list, enum hash_algorithm algorithm,
             const struct digest *key, struct str path)
{
    char text[DIGEST_TEXT_MAX];
    struct str line = find_line(list, path);
    struct str was = str_split(&line, ' ');
    digest_text(algorithm, key, text);
    if (was.len != strlen(text)) {
        return false;
    }
    memcpy(list->bytes.data + (was.data - list->bytes.data), text, was.len);
    return true;
}
