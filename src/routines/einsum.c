/* einsum.c: sums of products, as subscripts say them.
 *
 * Every operand becomes a term: a view in which each label names one axis (a label that comes twice
 * is a diagonal). Terms are contracted from left to right; labels that nothing behind needs are
 * summed at once, so no intermediate array is larger than what all labels span together. */
#include "routines.h"

#include <carton/expr.h>
#include <ctype.h>
#include <string.h>

/* Letters are labels 0 ... 51 (A-Z, a-z, which is their order in an implicit result); the axes of
 * an ellipsis follow, counted from the right. */
enum { LETTERS = 52, LABELS = LETTERS + CT_MAX_NDIM };

typedef struct term {
    const ct_array *a;
    int n;
    uint8_t labels[2 * CT_MAX_NDIM];
} term;

static int label_of(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : -1;
}

static char letter_of(int label)
{
    return (char)(label < 26 ? 'A' + label : 'a' + label - 26);
}

static int place_of(const term *t, int label)
{
    for (int i = 0; i < t->n; i++)
        if (t->labels[i] == label)
            return i;
    return -1;
}

/* -- reading subscripts ------------------------------------------------------------------------ */

/* The letters between `p` and `end`; *dots is where among them the ellipsis stands, or -1. */
static ct_status read_letters(const char *p, const char *end, int operand, term *out, int *dots)
{
    out->n = 0;
    *dots = -1;
    for (; p < end; p++) {
        int label = label_of(*p);
        if (*p == ' ')
            continue;
        if (label >= 0 && out->n < CT_MAX_NDIM) {
            out->labels[out->n++] = (uint8_t)label;
        } else if (label >= 0) {
            return ct_error_set(CT_VALUE_ERROR, "einsum", 1, "too many subscripts in einsum");
        } else if (*p == '.' && end - p >= 3 && p[1] == '.' && p[2] == '.' && *dots < 0) {
            *dots = out->n;
            p += 2;
        } else if (*p == '.' && operand >= 0) {
            return ct_error_set(CT_VALUE_ERROR, "einsum", 1,
                                "einstein sum subscripts string contains a '.' that is not part of "
                                "an ellipsis ('...') in operand %d",
                                operand);
        } else if (*p == '.') {
            return ct_error_set(CT_VALUE_ERROR, "einsum", 1,
                                "einstein sum subscripts string contains a '.' that is not part of "
                                "an ellipsis ('...') in the output");
        } else {
            return ct_error_set(CT_VALUE_ERROR, "einsum", 1,
                                "invalid subscript '%c' in einstein sum subscripts string, "
                                "subscripts must be letters",
                                *p);
        }
    }
    return CT_OK;
}

/* Puts `count` labels of an ellipsis where it stands. */
static void spread(term *t, int dots, int count)
{
    memmove(t->labels + dots + count, t->labels + dots, (size_t)(t->n - dots));
    for (int i = 0; i < count; i++)
        t->labels[dots + i] = (uint8_t)(LETTERS + count - 1 - i);
    t->n += count;
}

/* The part of the subscripts for one operand, as a label for each of its axes. */
static ct_status read_input(const char *p, const char *end, int operand, const ct_array *a,
                            term *out, int *most)
{
    int dots;
    if (read_letters(p, end, operand, out, &dots))
        return ct_error_pending();
    if (out->n > a->ndim)
        return ct_error_set(CT_VALUE_ERROR, "einsum", operand + 2,
                            "einstein sum subscripts string contains too many subscripts for "
                            "operand %d",
                            operand);
    if (out->n < a->ndim && dots < 0)
        return ct_error_set(CT_VALUE_ERROR, "einsum", operand + 2,
                            "operand has more dimensions than subscripts given in einstein sum, "
                            "but no '...' ellipsis provided to broadcast the extra dimensions.");
    int extra = a->ndim - out->n;
    if (dots >= 0)
        spread(out, dots, extra);
    *most = extra > *most ? extra : *most;
    out->a = a;
    return CT_OK;
}

/* The labels of the result, where the subscripts have no "->": those of the ellipsis, then letters
 * that come once. */
static void implied_output(int n, const term *in, int most, term *out)
{
    int count[LETTERS] = {0};
    for (int k = 0; k < n; k++)
        for (int i = 0; i < in[k].n; i++)
            if (in[k].labels[i] < LETTERS)
                count[in[k].labels[i]]++;
    out->n = 0;
    spread(out, 0, most);
    for (int label = 0; label < LETTERS; label++)
        if (count[label] == 1)
            out->labels[out->n++] = (uint8_t)label;
}

static ct_status read_output(const char *p, int n, const term *in, int most, term *out)
{
    int dots;
    if (read_letters(p, p + strlen(p), -1, out, &dots))
        return ct_error_pending();
    for (int i = 0; i < out->n; i++) {
        bool found = false;
        for (int k = 0; k < n; k++)
            found = found || place_of(&in[k], out->labels[i]) >= 0;
        if (place_of(out, out->labels[i]) != i)
            return ct_error_set(CT_VALUE_ERROR, "einsum", 1,
                                "einstein sum subscripts string includes output subscript '%c' "
                                "multiple times",
                                letter_of(out->labels[i]));
        if (!found)
            return ct_error_set(CT_VALUE_ERROR, "einsum", 1,
                                "einstein sum subscripts string included output subscript '%c' "
                                "which never appeared in an input",
                                letter_of(out->labels[i]));
    }
    if (dots < 0 && most)
        return ct_error_set(CT_VALUE_ERROR, "einsum", 1,
                            "output has more dimensions than subscripts given in einstein sum, but "
                            "no '...' ellipsis provided to broadcast the extra dimensions.");
    if (out->n + most > CT_MAX_NDIM)
        return ct_error_set(CT_VALUE_ERROR, "einsum", 1, "too many subscripts in einsum");
    if (dots >= 0)
        spread(out, dots, most);
    return CT_OK;
}

static ct_status read_subscripts(const char *text, int n, ct_array *const *operands, term *in,
                                 term *out)
{
    const char *arrow = strchr(text, '-'), *p = text;
    int most = 0;
    if (arrow && arrow[1] != '>')
        return ct_error_set(CT_VALUE_ERROR, "einsum", 1,
                            "einstein sum subscript string does not contain proper '->' output "
                            "specified");
    const char *end = arrow ? arrow : text + strlen(text);
    for (int k = 0; k < n; k++) {
        const char *comma = memchr(p, ',', (size_t)(end - p)), *stop = comma ? comma : end;
        if ((k < n - 1) != (comma != NULL))
            return ct_error_set(CT_VALUE_ERROR, "einsum", 1,
                                "%s operands provided to einstein sum function than specified in "
                                "the subscripts string",
                                comma ? "more" : "fewer");
        if (read_input(p, stop, k, operands[k], &in[k], &most))
            return ct_error_pending();
        p = stop + 1;
    }
    if (arrow)
        return read_output(arrow + 2, n, in, most, out);
    implied_output(n, in, most, out);
    return CT_OK;
}

/* -- terms -------------------------------------------------------------------------------------
 */

/* Each label once: those that come again are a diagonal. */
static ct_status take_diagonals(ct_scope *scope, term *t, int operand)
{
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    int n = 0;
    uint8_t labels[CT_MAX_NDIM];
    for (int i = 0; i < t->n; i++) {
        int at = 0;
        while (at < n && labels[at] != t->labels[i])
            at++;
        if (at == n) {
            labels[n] = t->labels[i];
            shape[n] = t->a->shape[i];
            strides[n++] = t->a->strides[i];
            continue;
        }
        if (shape[at] != t->a->shape[i])
            return ct_error_set(CT_VALUE_ERROR, "einsum", operand + 2,
                                "dimensions in operand %d for collapsing index '%c' don't match "
                                "(%lld != %lld)",
                                operand, letter_of(labels[at]), (long long)shape[at],
                                (long long)t->a->shape[i]);
        strides[at] += t->a->strides[i];
    }
    if (n < t->n)
        t->a = ct_own(scope, ct_array_view(t->a, t->a->data, n, shape, strides, t->a->dtype));
    memcpy(t->labels, labels, (size_t)n);
    t->n = n;
    return t->a ? CT_OK : ct_error_pending();
}

/* The axes in the order of `labels`, which has all of the term's. Owned by the scope. */
static ct_array *turned(ct_scope *scope, const term *t, int n, const uint8_t *labels)
{
    int order[CT_MAX_NDIM], count = 0;
    for (int i = 0; i < n; i++) {
        int at = place_of(t, labels[i]);
        if (at >= 0)
            order[count++] = at;
    }
    return ct_own(scope, ct_transpose_axes(t->a, count, order));
}

/* Axes of length 1 where others have more: repeated, as broadcasting does. */
static ct_status stretch(ct_scope *scope, int n, term *terms)
{
    int64_t sizes[LABELS], shape[CT_MAX_NDIM];
    for (int i = 0; i < LABELS; i++)
        sizes[i] = 1;
    for (int k = 0; k < n; k++)
        for (int i = 0; i < terms[k].n; i++) {
            int64_t own = terms[k].a->shape[i], *known = &sizes[terms[k].labels[i]];
            if (own != 1 && *known != 1 && own != *known)
                return ct_error_set(
                    CT_VALUE_ERROR, "einsum", k + 2,
                    "operands could not be broadcast together: a subscript of operand %d has "
                    "length %lld, and %lld before",
                    k, (long long)own, (long long)*known);
            *known = own == 1 ? *known : own;
        }
    for (int k = 0; k < n; k++) {
        bool longer = false;
        for (int i = 0; i < terms[k].n; i++) {
            shape[i] = sizes[terms[k].labels[i]];
            longer = longer || shape[i] != terms[k].a->shape[i];
        }
        if (longer)
            terms[k].a = ct_own(scope, ct_broadcast_to(terms[k].a, terms[k].n, shape));
        if (!terms[k].a)
            return ct_error_pending();
    }
    return CT_OK;
}

/* Sums the labels that are not kept. */
static ct_status sum_out(ct_scope *scope, term *t, const bool *keep)
{
    int axes[CT_MAX_NDIM], n = 0, kept = 0;
    for (int i = 0; i < t->n; i++) {
        if (keep[t->labels[i]])
            t->labels[kept++] = t->labels[i];
        else
            axes[n++] = i;
    }
    t->n = kept;
    if (!n)
        return CT_OK;
    ct_reduce_opts opts = {.size_ = sizeof opts, .naxes = n, .axes = axes};
    bool truth = t->a->dtype->kind == 'b';
    opts.dtype = truth ? NULL : t->a->dtype;
    t->a = ct_own(scope, truth ? ct_any_opts(t->a, &opts) : ct_sum_opts(t->a, &opts));
    return t->a ? CT_OK : ct_error_pending();
}

/* -- two terms as one -------------------------------------------------------------------------- */

typedef struct group { /* labels and what they span */
    int n;
    uint8_t labels[CT_MAX_NDIM];
    int64_t shape[CT_MAX_NDIM], size;
} group;

static void add_label(group *g, const term *t, int i)
{
    g->labels[g->n] = t->labels[i];
    g->shape[g->n++] = t->a->shape[i];
    g->size *= t->a->shape[i];
}

/* A term as (both, own, 1, summed), or (both, 1, own, summed) for the second. */
static ct_array *as_block(ct_scope *scope, const term *t, const group *both, const group *own,
                          const group *summed, bool second)
{
    uint8_t labels[3 * CT_MAX_NDIM];
    const group *parts[3] = {both, own, summed};
    int n = 0;
    for (int i = 0; i < 3; i++) {
        memcpy(labels + n, parts[i]->labels, (size_t)parts[i]->n);
        n += parts[i]->n;
    }
    const int64_t shape[4] = {both->size, second ? 1 : own->size, second ? own->size : 1,
                              summed->size};
    ct_array *line = turned(scope, t, n, labels);
    return line ? ct_own(scope, ct_reshape(line, 4, shape)) : NULL;
}

/* x becomes the product of both, summed over the labels that both have and `keep` has not. */
static ct_status contract(ct_scope *scope, term *x, term *y, const bool *keep)
{
    group both = {.size = 1}, left = {.size = 1}, right = {.size = 1}, summed = {.size = 1};
    bool wanted[LABELS];
    for (int i = 0; i < LABELS; i++)
        wanted[i] = keep[i] || (place_of(x, i) >= 0 && place_of(y, i) >= 0);
    if (sum_out(scope, x, wanted) || sum_out(scope, y, wanted))
        return ct_error_pending();
    for (int i = 0; i < x->n; i++)
        add_label(place_of(y, x->labels[i]) < 0 ? &left
                  : keep[x->labels[i]]          ? &both
                                                : &summed,
                  x, i);
    for (int i = 0; i < y->n; i++)
        if (place_of(x, y->labels[i]) < 0)
            add_label(&right, y, i);
    if (both.n + left.n + right.n > CT_MAX_NDIM)
        return ct_error_set(CT_VALUE_ERROR, "einsum", 0, "too many axes: %d, at most %d",
                            both.n + left.n + right.n, CT_MAX_NDIM);
    ct_array *p = as_block(scope, x, &both, &left, &summed, false);
    ct_array *q = p ? as_block(scope, y, &both, &right, &summed, true) : NULL;
    ct_array *flat =
        q ? ct_own(scope, summed.n ? ct_sum_of_products("einsum", p, q, 3) : ct_multiply(p, q))
          : NULL;
    int64_t shape[CT_MAX_NDIM];
    const group *parts[3] = {&both, &left, &right};
    x->n = 0;
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < parts[k]->n; i++) {
            shape[x->n] = parts[k]->shape[i];
            x->labels[x->n++] = parts[k]->labels[i];
        }
    x->a = flat ? ct_own(scope, ct_reshape(flat, x->n, shape)) : NULL;
    return x->a ? CT_OK : ct_error_pending();
}

/* -- the whole ----------------------------------------------------------------------------------
 */

/* The dtype of the result; all operands may be cast to it. Owned by the scope. */
static const ct_dtype *result_type(ct_scope *scope, int n, ct_array *const *operands,
                                   const ct_einsum_opts *opts)
{
    const ct_dtype *dtype = opts->dtype ? opts->dtype : operands[0]->dtype;
    for (int k = 1; k < n && !opts->dtype && dtype; k++)
        dtype = ct_own(scope, ct_promote_types(dtype, operands[k]->dtype));
    if (dtype && dtype->num >= CT_NUM_STR)
        return CT_FAIL(CT_TYPE_ERROR, "einsum", 0, "invalid data type for einsum");
    ct_casting casting = opts->casting ? opts->casting : CT_CASTING_SAFE;
    for (int k = 0; k < n && dtype; k++)
        if (!ct_can_cast(operands[k]->dtype, dtype, casting))
            return CT_FAIL(CT_TYPE_ERROR, "einsum", k + 2,
                           "Iterator operand %d dtype could not be cast from dtype('%s') to "
                           "dtype('%s') according to the rule '%s'",
                           k, operands[k]->dtype->name, dtype->name, ct_casting_name(casting));
    return dtype;
}

static ct_array *evaluate(int n, term *in, const term *out, const ct_dtype *dtype, ct_order order)
{
    CT_SCOPE(s);
    bool keep[LABELS];
    const ct_dtype *wide = dtype->num == CT_NUM_FLOAT16 ? CT_FLOAT32 : dtype;
    for (int k = 0; k < n; k++)
        if (!ct_dtype_equal(in[k].a->dtype, wide) &&
            !(in[k].a = ct_own(&s, ct_astype(in[k].a, wide, CT_CASTING_UNSAFE))))
            return NULL;
    for (int k = 0; k < n; k++) {
        for (int i = 0; i < LABELS; i++) {
            keep[i] = place_of(out, i) >= 0;
            for (int later = k + 1; later < n && !keep[i]; later++)
                keep[i] = place_of(&in[later], i) >= 0;
        }
        if (k ? contract(&s, &in[0], &in[k], keep) : n == 1 && sum_out(&s, &in[0], keep))
            return NULL;
    }
    ct_array *result = turned(&s, &in[0], out->n, out->labels);
    if (result && !ct_dtype_equal(result->dtype, dtype))
        result = ct_own(&s, ct_astype(result, dtype, CT_CASTING_UNSAFE));
    bool own = result && !result->base && (order == CT_ORDER_DEFAULT || order == CT_ORDER_K);
    return own ? ct_retain(result) : result ? ct_copy(result, order) : NULL;
}

ct_array *ct_einsum(const char *subscripts, int n, ct_array *const *operands,
                    const ct_einsum_opts *opts)
{
    CT_SCOPE(s);
    static const ct_einsum_opts plain = {0};
    opts = opts ? opts : &plain;
    if (!subscripts || n < 1 || !operands)
        return CT_FAIL(CT_VALUE_ERROR, "einsum", 1,
                       "must specify the einstein sum subscripts string and at least one operand");
    for (int k = 0; k < n; k++)
        if (!operands[k])
            return ct_null_input("einsum", k + 2), NULL;
    term out = {0}, *in = ct_alloc_many(n, sizeof *in);
    if (!in)
        return NULL;
    ct_array *result = NULL;
    ct_status status = read_subscripts(subscripts, n, operands, in, &out);
    for (int k = 0; k < n && !status; k++)
        status = take_diagonals(&s, &in[k], k);
    status = status ? status : stretch(&s, n, in);
    bool view = !status && n == 1 && !opts->copy && in[0].n == out.n; /* of whatever dtype */
    const ct_dtype *dtype = status || view ? NULL : result_type(&s, n, operands, opts);
    if (view)
        result = ct_retain(turned(&s, &in[0], out.n, out.labels));
    else if (dtype)
        result = evaluate(n, in, &out, dtype, opts->order);
    ct_dealloc(in);
    return result;
}
