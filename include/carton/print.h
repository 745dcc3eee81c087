/* carton/print.h: arrays and floats as text, equal to NumPy's to the character.
 *
 * Every function that returns char * gives an owned, NUL-ended UTF-8 string (ct_free); *length may
 * be NULL. */
#ifndef CARTON_PRINT_H
#define CARTON_PRINT_H

#include <carton/array.h>

CT_BEGIN_DECLS

typedef enum ct_floatmode {
    CT_FLOATMODE_MAXPREC,       /* at most precision digits; as few as each number needs */
    CT_FLOATMODE_FIXED,         /* always precision digits */
    CT_FLOATMODE_UNIQUE,        /* as many as identify each number; precision is not looked at */
    CT_FLOATMODE_MAXPREC_EQUAL, /* at most precision digits, the same count for all */
    CT_FLOATMODE_COUNT
} ct_floatmode;

/* Formats one element, given as a NumPy scalar (borrowed), in place of Carton. */
typedef ct_status ct_element_formatter(void *context, const ct_object *scalar, ct_text *out);
/* Which elements a formatter serves; NumPy's keys of `formatter=`. */
enum {
    CT_PRINT_BOOL = 1,
    CT_PRINT_INT = 2,
    CT_PRINT_FLOAT = 4,
    CT_PRINT_COMPLEX = 8,
    CT_PRINT_TEXT = 16
};

typedef struct ct_printoptions {
    int precision;     /* digits after the point; NumPy's 8. At most CT_MOST_PRECISION */
    int64_t threshold; /* more elements than this are summarised; 1000 */
    int64_t edgeitems; /* shown at each end of a summarised axis; 3 */
    int64_t linewidth; /* characters; 75 */
    bool suppress;     /* no exponents for small numbers */
    char sign;         /* '-' only negative, '+' always, ' ' a blank for positive */
    ct_floatmode floatmode;
    char nanstr[24], infstr[24];
    unsigned formats; /* CT_PRINT_*: what `formatter` is called for */
    ct_element_formatter *formatter;
    void *context;
} ct_printoptions;
enum { CT_MOST_PRECISION = 4096 };

/* This thread's options. Set checks them (ValueError) and leaves the old ones on failure. */
CT_API ct_printoptions ct_get_printoptions(void);
CT_API ct_status ct_set_printoptions(const ct_printoptions *options);
CT_API const char *ct_floatmode_name(ct_floatmode mode);
/* CT_FLOATMODE_COUNT and ValueError for an unknown name. */
CT_API ct_floatmode ct_floatmode_parse(const char *name);

/* options NULL: this thread's. separator NULL: " ". `prefix` and `suffix` are text that the caller
 * will put around the result: only their lengths count, for wrapping. */
CT_API CT_GIVE char *ct_array2string(const ct_array *a, const ct_printoptions *options,
                                     const char *separator, const char *prefix, const char *suffix,
                                     int64_t *length);
CT_API CT_GIVE char *ct_array_repr(const ct_array *a, const ct_printoptions *options,
                                   int64_t *length); /* array([1, 2, 3]) */
CT_API CT_GIVE char *ct_array_str(const ct_array *a, const ct_printoptions *options,
                                  int64_t *length); /* [1 2 3] */

/* format_float_positional and format_float_scientific. A field of zero is not NumPy's default:
 * start from CT_FLOAT_STYLE. */
typedef struct ct_float_style {
    int precision;  /* -1: as many as needed */
    int min_digits; /* -1: none */
    bool unique; /* shortest digits that read back as the same number, before precision cuts them */
    bool fractional; /* precision counts digits after the point, else significant ones; positional
                        only */
    char trim;       /* 'k' keep, '.' trim zeros, '0' but leave one, '-' trim zeros and the point */
    bool sign;       /* '+' before positive numbers */
    int pad_left, pad_right; /* -1: none */
    int exp_digits;          /* -1: two */
    int bits; /* 16, 32 or 64: the format of the number, which decides how many digits identify it
               */
} ct_float_style;
#define CT_FLOAT_STYLE                                                                             \
    {                                                                                              \
        -1, -1, true, true, 'k', false, -1, -1, -1, 64                                             \
    }
CT_API CT_GIVE char *ct_format_float_positional(double x, const ct_float_style *style,
                                                int64_t *length);
CT_API CT_GIVE char *ct_format_float_scientific(double x, const ct_float_style *style,
                                                int64_t *length);

CT_END_DECLS
#endif
