/* promote.c: NumPy's promotion and casting rules.
 *
 * Numbers: one table, from which safe casts follow (a can become b when promoting both gives b).
 * Text: a number fits text as wide as its longest text, bytes fit str of the same width. */
#include "dtype.h"

#include <string.h>

/* numpy.promote_types by type number, as letters. */
static const char promoted[CT_NUM_STR][CT_NUM_STR + 1] = {
    "?bBhHiIlLefdFD", "bbhhiilldefdFD", "BhBhHiIlLefdFD", "hhhhiilldffdFD", "HiHiHiIlLffdFD",
    "iiiiiillddddDD", "IlIlIlIlLdddDD", "llllllllddddDD", "LdLdLdLdLdddDD", "eeeffddddefdFD",
    "fffffddddffdFD", "ddddddddddddDD", "FFFFFDDDDFFDFD", "DDDDDDDDDDDDDD",
};

/* Characters of the longest text of a number: "False", "-128", "-9223372036854775808" (NumPy counts
 * 21), and 32 for each float. */
static const int text_width[CT_NUM_STR] = {5, 4, 3, 6, 5, 11, 10, 21, 20, 32, 32, 32, 64, 64};

static ct_type_num promote_numbers(ct_type_num a, ct_type_num b)
{
    /* The first row spells the letters in the order of their numbers. */
    return (ct_type_num)(strchr(promoted[CT_NUM_BOOL], promoted[a][b]) - promoted[CT_NUM_BOOL]);
}

static bool is_text(const ct_dtype *dtype)
{
    return dtype->num >= CT_NUM_STR;
}

int64_t ct_text_width(const ct_dtype *dtype)
{
    if (!is_text(dtype))
        return text_width[dtype->num];
    return dtype->num == CT_NUM_STR ? dtype->itemsize / 4 : dtype->itemsize;
}

const ct_dtype *ct_promote_types(const ct_dtype *a, const ct_dtype *b)
{
    if (!a || !b)
        return ct_null_input("promote_types", a ? 2 : 1), NULL;
    if (!is_text(a) && !is_text(b))
        return ct_dtype_builtin(promote_numbers(a->num, b->num));
    bool str = a->num == CT_NUM_STR || b->num == CT_NUM_STR;
    int64_t wa = ct_text_width(a), wb = ct_text_width(b);
    const ct_dtype *wider = wa >= wb ? a : b;
    ct_type_num num = str ? CT_NUM_STR : CT_NUM_BYTES;
    if (wider->num == num)
        return ct_retain(wider);
    return ct_dtype_text(num, wa >= wb ? wa : wb);
}

/* Places in the order bool, unsigned, signed, float, complex, bytes, str: same_kind never goes
 * back. */
static int rank(const ct_dtype *dtype)
{
    return (int)(strchr("buifcSU", dtype->kind) - "buifcSU");
}

bool ct_can_cast(const ct_dtype *from, const ct_dtype *to, ct_casting casting)
{
    if (!from || !to)
        return ct_null_input("can_cast", from ? 2 : 1), false;
    bool text = is_text(to);
    switch (casting) {
    case CT_CASTING_NO:
    case CT_CASTING_EQUIV:
        /* Width 0 stands for any width. */
        return from->num == to->num && (from->itemsize == to->itemsize || to->itemsize == 0);
    case CT_CASTING_UNSAFE:
        return true;
    case CT_CASTING_SAFE:
        if (!text)
            return !is_text(from) && promote_numbers(from->num, to->num) == to->num;
        return rank(from) <= rank(to) &&
               (to->itemsize == 0 || ct_text_width(from) <= ct_text_width(to));
    case CT_CASTING_DEFAULT:
    case CT_CASTING_SAME_KIND:
        if (!text && !is_text(from) && promote_numbers(from->num, to->num) == to->num)
            return true;
        return rank(from) <= rank(to);
    default:
        ct_no_choice("can_cast", 3, "casting", (int)casting, CT_CASTING_UNSAFE + 1);
        return false;
    }
}

static const char *const casting_names[] = {
    [CT_CASTING_NO] = "no",         [CT_CASTING_EQUIV] = "equiv",
    [CT_CASTING_SAFE] = "safe",     [CT_CASTING_SAME_KIND] = "same_kind",
    [CT_CASTING_UNSAFE] = "unsafe",
};

ct_casting ct_casting_parse(const char *name)
{
    for (int i = CT_CASTING_NO; name && i <= CT_CASTING_UNSAFE; i++)
        if (strcmp(name, casting_names[i]) == 0)
            return (ct_casting)i;
    ct_error_set(CT_VALUE_ERROR, NULL, 0,
                 "casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got '%s')",
                 name ? name : "NULL");
    return CT_CASTING_DEFAULT;
}

const char *ct_casting_name(ct_casting casting)
{
    return casting >= CT_CASTING_NO && casting <= CT_CASTING_UNSAFE ? casting_names[casting]
                                                                    : casting_names[4];
}
