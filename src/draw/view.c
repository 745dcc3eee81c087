/* view.c: arrays as ways to walk a buffer: which element covers a byte, what a walk touches. */
#include "graph.h"

#include <stdio.h>
#include <string.h>

int64_t ct_view_size(const ct_memory_block *a)
{
    int64_t size = 1;
    for (int k = 0; k < a->ndim; k++)
        size *= a->shape[k];
    return size;
}

/* -- which element ----------------------------------------------------------------------------- */

enum { MOST_NODES = 4096 }; /* of the search; only heavily overlapping strides come near */

/* Axes with positive strides, the widest first; a negative stride is walked from its other end. */
typedef struct search {
    int ndim, axis[CT_MAX_NDIM], found, nodes;
    int64_t stride[CT_MAX_NDIM], length[CT_MAX_NDIM];
    int64_t reach[CT_MAX_NDIM + 1]; /* what the axes from k on can add at most */
    bool flipped[CT_MAX_NDIM];
    int64_t itemsize, now[CT_MAX_NDIM], first[CT_MAX_NDIM];
} search;

static void look(search *s, int k, int64_t left)
{
    if (s->found > 1 || ++s->nodes > MOST_NODES)
        return;
    if (k == s->ndim) {
        if (left >= 0 && left < s->itemsize && !s->found++)
            memcpy(s->first, s->now, sizeof s->now);
        return;
    }
    int64_t stride = s->stride[k], last = s->length[k] - 1, low = 0, high = last;
    int64_t below = left - s->reach[k + 1] - (s->itemsize - 1);
    if (stride) {
        low = below > 0 ? (below + stride - 1) / stride : 0;
        high = left < 0 ? -1 : left / stride < last ? left / stride : last;
    } else if (last > 0) {
        high = 1; /* two are enough to know that there are several */
    }
    for (int64_t i = low; i <= high && s->found < 2; i++) {
        s->now[k] = s->flipped[k] ? last - i : i;
        look(s, k + 1, left - i * stride);
    }
}

bool ct_view_find(const ct_memory_block *a, int64_t byte, int64_t *index, bool *several)
{
    search s = {.ndim = a->ndim, .itemsize = a->itemsize};
    int64_t left = byte - a->offset;
    for (int k = 0; k < a->ndim; k++) {
        int64_t stride = a->strides[k] < 0 ? -a->strides[k] : a->strides[k];
        int at = k;
        if (!a->shape[k])
            return false;
        for (; at > 0 && s.stride[at - 1] < stride; at--) {
            s.stride[at] = s.stride[at - 1];
            s.axis[at] = s.axis[at - 1];
        }
        s.stride[at] = stride;
        s.axis[at] = k;
        if (a->strides[k] < 0)
            left += stride * (a->shape[k] - 1);
    }
    for (int k = a->ndim; k-- > 0;) {
        s.length[k] = a->shape[s.axis[k]];
        s.flipped[k] = a->strides[s.axis[k]] < 0;
        s.reach[k] = s.reach[k + 1] + s.stride[k] * (s.length[k] - 1);
    }
    look(&s, 0, left);
    for (int k = 0; k < a->ndim && s.found; k++)
        index[s.axis[k]] = s.first[k];
    *several = s.found > 1;
    return s.found > 0;
}

bool ct_view_label(const ct_memory_block *a, int64_t byte, char out[CT_LABEL_TEXT], int64_t room)
{
    int64_t index[CT_MAX_NDIM];
    bool several;
    out[0] = '\0';
    if (!ct_view_find(a, byte, index, &several))
        return false;
    int at = 0;
    for (int k = 0; k < a->ndim && at < CT_LABEL_TEXT - 24; k++)
        at += snprintf(out + at, (size_t)(CT_LABEL_TEXT - at), k ? ",%lld" : "%lld",
                       (long long)index[k]);
    if (!a->ndim)
        strcpy(out, "()");
    if (at > room)
        strcpy(out + room - 2, "..");
    else if (several)
        strcat(out, "..");
    return true;
}

int ct_next_view(const ct_memory_graph *g, int buffer, int i)
{
    for (; i < g->nblocks; i++)
        if (g->blocks[i].role == CT_BLOCK_ARRAY && g->blocks[i].nlinks &&
            g->blocks[i].links[0].target == buffer)
            return i;
    return -1;
}

void ct_block_name(const ct_memory_graph *g, int block, char *out, size_t size)
{
    for (int k = 0; k < g->nnames; k++)
        if (g->targets[k] == block) {
            size_t length = strnlen(g->names[k], size - 1);
            while (length && ((unsigned char)g->names[k][length] & 0xC0) == 0x80)
                length--; /* whole characters */
            memcpy(out, g->names[k], length);
            out[length] = '\0';
            return;
        }
    snprintf(out, size, "#%d", block);
}

/* -- what a walk touches ----------------------------------------------------------------------- */

enum { MOST_STEPS = 1 << 26, MOST_UNITS = 1 << 28 };

/* Distinct units of `unit` bytes that the elements touch, by a bit for each unit of the span. The
 * axes are walked with those first that jump; a run of the last one without gaps is one step. */
static int64_t count_units(const ct_memory_block *a, const char *data, int64_t unit)
{
    int64_t low = 0, high = a->itemsize, run = a->itemsize, length[CT_MAX_NDIM];
    int64_t stride[CT_MAX_NDIM], now[CT_MAX_NDIM] = {0};
    int n = 0;
    for (int k = 0; k < a->ndim; k++) {
        int64_t step = a->strides[k] < 0 ? -a->strides[k] : a->strides[k];
        if (a->strides[k] < 0)
            low -= step * (a->shape[k] - 1);
        else
            high += step * (a->shape[k] - 1);
        if (!step || a->shape[k] < 2)
            continue;
        int at = n++;
        for (; at > 0 && stride[at - 1] < step; at--) {
            stride[at] = stride[at - 1];
            length[at] = length[at - 1];
        }
        stride[at] = step;
        length[at] = a->shape[k];
    }
    /* An axis that steps no further than the run before it is long (or than a unit) adds to it. */
    while (n && (stride[n - 1] <= run || stride[n - 1] <= unit))
        n--, run += stride[n] * (length[n] - 1);
    uintptr_t start = (uintptr_t)data + (uintptr_t)a->offset + (uintptr_t)low;
    uintptr_t first = start / (uintptr_t)unit;
    int64_t span = (int64_t)((start + (uintptr_t)(high - low - 1)) / (uintptr_t)unit - first) + 1;
    int64_t steps = 1, count = 0;
    for (int k = 0; k < n; k++)
        if (ct_mul_overflow(steps, length[k], &steps) || steps > MOST_STEPS)
            return -1;
    if (!n) /* one run: no bits needed */
        return span;
    if (span > MOST_UNITS)
        return -1;
    unsigned char *seen = ct_alloc_zero(span / 8 + 1, 1);
    if (!seen)
        return -2;
    for (int64_t step = 0, at = 0; step < steps; step++) {
        uintptr_t from = (start + (uintptr_t)at) / (uintptr_t)unit - first;
        uintptr_t to = (start + (uintptr_t)(at + run - 1)) / (uintptr_t)unit - first;
        for (uintptr_t u = from; u <= to; u++) {
            count += !(seen[u / 8] >> (u % 8) & 1);
            seen[u / 8] |= (unsigned char)(1 << (u % 8));
        }
        for (int k = n; k-- > 0;) {
            at += stride[k];
            if (++now[k] < length[k])
                break;
            at -= now[k] * stride[k];
            now[k] = 0;
        }
    }
    ct_dealloc(seen);
    return count;
}

/* Steps of the walk in C order that end in another cache line. */
static int64_t count_changes(const ct_memory_block *a, const char *data, int64_t size)
{
    int64_t now[CT_MAX_NDIM] = {0}, changes = 0;
    uintptr_t at = (uintptr_t)data + (uintptr_t)a->offset, line = at / CT_CACHE_LINE;
    for (int64_t i = 0; i < size; i++) {
        changes += at / CT_CACHE_LINE != line;
        line = at / CT_CACHE_LINE;
        for (int k = a->ndim; k-- > 0;) {
            at += (uintptr_t)a->strides[k];
            if (++now[k] < a->shape[k])
                break;
            at -= (uintptr_t)(now[k] * a->strides[k]);
            now[k] = 0;
        }
    }
    return changes;
}

ct_status ct_memory_walk(const ct_memory_graph *g, int block, ct_memory_walk_counts *out)
{
    *out = (ct_memory_walk_counts){0};
    if (!g)
        return ct_null_input("memory_walk", 1);
    if (block < 0 || block >= g->nblocks || g->blocks[block].role != CT_BLOCK_ARRAY ||
        !g->blocks[block].nlinks)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_walk", 2, "block %d is no array", block);
    const ct_memory_block *a = &g->blocks[block];
    const char *data = g->blocks[a->links[0].target].address;
    ct_memory_walk_counts counts = {.elements = ct_view_size(a)};
    if (counts.elements) {
        counts.bytes = count_units(a, data, 1);
        counts.lines = count_units(a, data, CT_CACHE_LINE);
        counts.pages = count_units(a, data, CT_PAGE);
        counts.line_changes =
            counts.elements > MOST_STEPS ? -1 : count_changes(a, data, counts.elements);
    }
    if (counts.bytes == -2 || counts.lines == -2 || counts.pages == -2)
        return CT_MEMORY_ERROR;
    if (counts.bytes < 0 || counts.lines < 0 || counts.pages < 0)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_walk", 2,
                              "a walk over %lld elements is too long to count",
                              (long long)counts.elements);
    *out = counts;
    return CT_OK;
}
