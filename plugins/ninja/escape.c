/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/escape.h"

bool
escape_can(struct str path)
{
    return str_find_byte(path, '\n') < 0 && str_find_byte(path, '\r') < 0;
}

/* Nearly all names are plain: they are copied in runs.  Append the bytes before
   the first of the four, cut them off, and return that one; 0 at the end. */
static char
copy_run(struct buf *out, struct str *rest, const char four[4])
{
    size_t len = 0;
    while (len < rest->len && rest->data[len] != four[0] &&
           rest->data[len] != four[1] && rest->data[len] != four[2] &&
           rest->data[len] != four[3]) {
        len++;
    }
    buf_append(out, rest->data, len);
    char found = '\0';
    if (len < rest->len) {
        found = rest->data[len++];
    }
    *rest = str_slice(*rest, len, rest->len);
    return found;
}

void
escape_path(struct buf *out, struct str path)
{
    char special;
    while ((special = copy_run(out, &path, "$ :|")) != '\0') {
        if (special == '|') {
            buf_text(out, "${" ESCAPE_BAR "}");
        } else {
            buf_byte(out, '$');
            buf_byte(out, special);
        }
    }
}

/* Spaces at its front ninja would skip. */
void
escape_value(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        if (byte == '$' || (byte == ' ' && i == 0)) {
            buf_byte(out, '$');
        }
        buf_byte(out, byte);
    }
}

static bool
is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

static bool
is_any_of(char byte, const char *set)
{
    return byte != '\0' && strchr(set, byte) != NULL;
}

void
escape_shell(struct buf *out, struct str word)
{
    bool plain = word.len > 0;
    for (size_t i = 0; i < word.len && plain; i++) {
        plain = is_letter(word.data[i]) || is_any_of(word.data[i], "_+-./,@:=");
    }
    if (plain) {
        buf_str(out, word);
        return;
    }
    buf_byte(out, '\'');
    for (size_t i = 0; i < word.len; i++) {
        if (word.data[i] == '\'') {
            buf_text(out, "'\\'");
        }
        buf_byte(out, word.data[i]);
    }
    buf_byte(out, '\'');
}

/* A colon at its end is taken for that of a target. */
bool
escape_in_depfile(struct str path)
{
    for (size_t i = 0; i < path.len; i++) {
        char byte = path.data[i];
        if (!is_letter(byte) && !((unsigned char)byte & 0x80) &&
            !is_any_of(byte, "+,/_:.~()}{%=@[]!- #$")) {
            return false;
        }
    }
    return path.len > 0 && path.data[path.len - 1] != ':';
}

void
escape_depfile(struct buf *out, struct str path)
{
    char special;
    while ((special = copy_run(out, &path, "$ ##")) != '\0') {
        buf_byte(out, special == '$' ? '$' : '\\');
        buf_byte(out, special);
    }
}

/* Within quotes all bytes stand for themselves; outside, only a backslash
   does not. */
bool
escape_next_line(struct str *rest, struct buf *out)
{
    bool quoted = false;
    buf_clear(out);
    while (rest->len > 0 && (rest->data[0] == '\n' || rest->data[0] == '\r')) {
        *rest = str_slice(*rest, 1, rest->len);
    }
    if (rest->len == 0) {
        return false;
    }
    size_t at = 0;
    for (; at < rest->len && (quoted || rest->data[at] != '\n'); at++) {
        char byte = rest->data[at];
        if (byte == '\'') {
            quoted = !quoted;
            continue;
        }
        if (byte == '\\' && !quoted && at + 1 < rest->len) {
            byte = rest->data[++at];
        }
        buf_byte(out, byte);
    }
    *rest = str_slice(*rest, at, rest->len);
    return true;
}
