/* 03_errors.c: an error travels through a chain as NULL and keeps its first cause. */
#include <carton.h>
#include <stdio.h>

int main(void)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_ones(CT_SHAPE(2, 3), CT_FLOAT64));
    ct_array *b = ct_own(&s, ct_ones(CT_SHAPE(4), CT_FLOAT64));
    ct_array *sum = ct_own(&s, ct_sum(ct_own(&s, ct_add(a, b)), 0));
    ct_error error;
    if (!sum && ct_error_take(&error))
        printf("%s: %s\n", ct_status_name(error.code), error.message);
    return sum != NULL;
}
