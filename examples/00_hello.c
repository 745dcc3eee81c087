/* 00_hello.c: an array, its sum along an axis, its text. */
#include <carton.h>
#include <stdio.h>

int main(void)
{
    CT_SCOPE(s);
    ct_array *line = ct_own(&s, ct_arange(0, 6, 1, CT_FLOAT64));
    ct_array *table = ct_own(&s, ct_reshape(line, CT_SHAPE(2, 3)));
    ct_array *sums = ct_own(&s, ct_sum(table, 0));
    char *text = ct_str(sums, NULL);
    if (!text)
        return 1;
    puts(text); /* [3. 5. 7.] */
    ct_free(text);
}
