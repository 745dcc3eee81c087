/* 02_expressions.c: one pass over memory, from nodes or from text. */
#include <carton.h>
#include <stdio.h>

int main(void)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, ct_linspace(0, 1, 5));
    ct_array *y = ct_own(&s, cx_eval(cx_add(cx_multiply(CX(2.0), CX(x)), CX(1))));
    ct_array *same = ct_own(&s, ct_calc("2.0 * x + 1", 1, (const char *[]){"x"}, &x));
    ct_array *equal = ct_own(&s, ct_all(ct_own(&s, ct_equal(y, same)), CT_FLAT));
    char *text = ct_str(y, NULL);
    int64_t yes = 0;
    if (!text || ct_item_i64(equal, &yes))
        return 1;
    printf("%s %s\n", text, yes ? "twice" : "differ"); /* [1.  1.5 2.  2.5 3. ] twice */
    ct_free(text);
}
