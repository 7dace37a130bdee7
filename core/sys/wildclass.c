/* SPDX-License-Identifier: MIT */
#include "core/sys/wildclass.h"

/* Ranges of bytes, in pairs, ended by a pair of zeros. */
struct named_class {
    const char *name;
    unsigned char ranges[10];
};

/* As in git's ctype.c: "space" lacks vertical tab and form feed. */
static const struct named_class named_classes[] = {
    {"alnum", {'0', '9', 'A', 'Z', 'a', 'z'}},
    {"alpha", {'A', 'Z', 'a', 'z'}},
    {"blank", {' ', ' ', '\t', '\t'}},
    {"cntrl", {1, 0x1f, 0x7f, 0x7f}},
    {"digit", {'0', '9'}},
    {"graph", {'!', '~'}},
    {"lower", {'a', 'z'}},
    {"print", {' ', '~'}},
    {"punct", {'!', '/', ':', '@', '[', '`', '{', '~'}},
    {"space", {' ', ' ', '\t', '\n', '\r', '\r'}},
    {"upper", {'A', 'Z'}},
    {"xdigit", {'0', '9', 'A', 'F', 'a', 'f'}},
};

static void
add(struct wildclass *set, unsigned char byte)
{
    set->bits[byte >> 6] |= UINT64_C(1) << (byte & 63);
}

static void
add_range(struct wildclass *set, unsigned char from, unsigned char to)
{
    for (unsigned byte = from; byte <= to; byte++)
        add(set, (unsigned char)byte);
}

static bool
add_named(struct wildclass *set, struct str name)
{
    size_t count = sizeof(named_classes) / sizeof(*named_classes);

    for (size_t i = 0; i < count; i++) {
        const unsigned char *range = named_classes[i].ranges;
        if (!str_equal(name, str_from(named_classes[i].name)))
            continue;
        for (; range[0]; range += 2)
            add_range(set, range[0], range[1]);
        return true;
    }
    return false;
}

/* A reader over the inside of the brackets. */
struct reader {
    struct str pattern;
    size_t at;              /* of the item to read */
    unsigned char previous; /* start of a range; 0 if there is none */
    struct wildclass *set;
};

/* The byte at `offset` from the reader's place, 0 beyond the end. */
static unsigned char
peek(const struct reader *reader, size_t offset)
{
    size_t at = reader->at + offset;

    return at < reader->pattern.len ? (unsigned char)reader->pattern.data[at]
                                    : 0;
}

/* "[:name:]"; what only looks like it is a "[" and goes on behind that. */
static bool
read_named(struct reader *reader)
{
    size_t from = reader->at + 2, to = from;
    struct str name;

    while (to < reader->pattern.len && reader->pattern.data[to] != ']')
        to++;
    if (to == reader->pattern.len)
        return false;
    if (to == from || reader->pattern.data[to - 1] != ':') {
        add(reader->set, '[');
        reader->previous = '[';
        reader->at++;
        return true;
    }
    name = str_slice(reader->pattern, from, to - 1);
    reader->previous = 0;
    reader->at = to + 1;
    return add_named(reader->set, name);
}

/* "-" and the end of a range, which may be escaped. */
static bool
read_range(struct reader *reader)
{
    reader->at++;
    if (peek(reader, 0) == '\\')
        reader->at++;
    if (peek(reader, 0) == 0)
        return false;
    add_range(reader->set, reader->previous, peek(reader, 0));
    reader->previous = 0;
    reader->at++;
    return true;
}

static bool
read_item(struct reader *reader)
{
    unsigned char byte = peek(reader, 0), next = peek(reader, 1);

    if (byte == '-' && reader->previous && next && next != ']')
        return read_range(reader);
    if (byte == '[' && next == ':')
        return read_named(reader);
    if (byte == '\\') {
        reader->at++;
        byte = next;
    }
    if (byte == 0)
        return false;
    add(reader->set, byte);
    reader->previous = byte;
    reader->at++;
    return true;
}

size_t
wildclass_parse(struct str pattern, size_t at, struct wildclass *set)
{
    struct reader reader = {pattern, at + 1, 0, set};
    bool negated = peek(&reader, 0) == '!' || peek(&reader, 0) == '^';

    *set = (struct wildclass){0};
    if (negated)
        reader.at++;
    /* A "]" in the first place stands for itself. */
    do
        if (!read_item(&reader))
            return 0;
    while (peek(&reader, 0) != ']');
    for (size_t i = 0; negated && i < 4; i++)
        set->bits[i] = ~set->bits[i];
    set->bits['/' >> 6] &= ~(UINT64_C(1) << ('/' & 63));
    return reader.at + 1;
}
