/* SPDX-License-Identifier: MIT */
#include "core/python/header.h"

#include <string.h>

#include "core/python/words.h"

static const struct {
    struct str word;
    enum clause clause;
} clause_words[] = {
    {{"if", 2}, CLAUSE_IF},         {{"elif", 4}, CLAUSE_ELIF},
    {{"else", 4}, CLAUSE_ELSE},     {{"try", 3}, CLAUSE_TRY},
    {{"except", 6}, CLAUSE_EXCEPT}, {{"finally", 7}, CLAUSE_FINALLY},
    {{"with", 4}, CLAUSE_WITH},     {{"def", 3}, CLAUSE_DEF},
    {{"class", 5}, CLAUSE_CLASS},   {{"for", 3}, CLAUSE_LOOP},
    {{"while", 5}, CLAUSE_LOOP},    {{"match", 5}, CLAUSE_MATCH},
    {{"case", 4}, CLAUSE_CASE},
};

/* Most lines begin with none of these letters. */
static bool
may_begin_clause(struct str line)
{
    static const char letters[] = "acdefimtw@";
    return line.len > 0 && line.data[0] != '\0' &&
           strchr(letters, line.data[0]);
}

static struct str
first_word(struct str line)
{
    size_t len = 0;
    while (len < line.len && words_is_name_byte(line.data[len])) {
        len++;
    }
    return str_slice(line, 0, len);
}

enum clause
header_clause(struct str line)
{
    if (!may_begin_clause(line)) {
        return CLAUSE_NONE;
    }
    if (line.data[0] == '@') {
        return CLAUSE_DECORATOR;
    }
    struct str word = first_word(line);
    if (str_equal(word, STR("async"))) {
        word = first_word(str_trim(str_slice(line, word.len, line.len)));
    }
    if (word.len < 2 || word.len > 7) {
        return CLAUSE_NONE;
    }
    size_t count = sizeof(clause_words) / sizeof(*clause_words);
    for (size_t i = 0; i < count; i++) {
        if (clause_words[i].word.data[0] == word.data[0] &&
            str_equal(word, clause_words[i].word)) {
            return clause_words[i].clause;
        }
    }
    return CLAUSE_NONE;
}

bool
header_begins(struct str line, struct str word)
{
    return str_starts_with(line, word) &&
           (line.len == word.len || !words_is_name_byte(line.data[word.len]));
}

bool
header_ends(struct str line)
{
    line = str_trim(line);
    return line.len > 0 && line.data[line.len - 1] == ':';
}
