/* SPDX-License-Identifier: MIT */
#include "core/run/diagnostic.h"

#include <stdlib.h>

const char *const severity_names[SEVERITIES + 1] = {
    [SEVERITY_ERROR] = "error",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_NOTE] = "note",
};

static int
compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

/* By line, column, end. */
static int
compare_places(const struct diagnostic *a, const struct diagnostic *b)
{
    int order = compare_numbers(a->line, b->line);

    if (order == 0)
        order = compare_numbers(a->column, b->column);
    if (order == 0)
        order = compare_numbers(a->end_line, b->end_line);
    if (order == 0)
        order = compare_numbers(a->end_column, b->end_column);
    return order;
}

int
diagnostic_compare(const struct diagnostic *a, const struct diagnostic *b)
{
    int order = str_compare(a->path, b->path);

    if (order == 0)
        order = compare_places(a, b);
    if (order == 0)
        order = str_compare(a->analyzer, b->analyzer);
    if (order == 0)
        order = str_compare(a->code, b->code);
    if (order == 0)
        order = str_compare(a->message, b->message);
    if (order == 0)
        order = compare_numbers(a->severity, b->severity);
    return order != 0 ? order : str_compare(a->url, b->url);
}

static int
compare(const void *a, const void *b)
{
    return diagnostic_compare(a, b);
}

static bool
is_sorted(const struct diagnostic_list *list)
{
    for (size_t i = 1; i < list->len; i++)
        if (diagnostic_compare(&list->items[i - 1], &list->items[i]) > 0)
            return false;
    return true;
}

void
diagnostics_sort(struct diagnostic_list *list)
{
    /* Answers are kept in order, so all of one analyzer's are. */
    if (!is_sorted(list))
        qsort(list->items, list->len, sizeof(*list->items), compare);
}
