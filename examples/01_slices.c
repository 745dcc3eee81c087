/* 01_slices.c: views share memory with the array they come from. */
#include <carton.h>
#include <stdio.h>

int main(void)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_zeros(CT_SHAPE(3, 4), CT_INT64));
    ct_array *column = ct_own(&s, ct_get(a, ct_colon, ct_at(-1)));
    ct_array *seven = ct_own(&s, ct_scalar_i64(7));
    if (ct_set(column, seven, ct_from(1)))
        return 1;
    char *text = ct_str(a, NULL);
    if (!text)
        return 1;
    puts(text); /* the last column of a: 0, 7, 7 */
    ct_free(text);
}
