/* 06_formula.c: a formula that is read once and run for many arrays, and what it refuses. */
#include <carton.h>
#include <stdio.h>

static const char rows[] = "(x - mean(x, axis=1, keepdims=True)) / std(x, axis=1, keepdims=True)";

int main(void)
{
    CT_SCOPE(s);
    ct_error error;
    ct_formula *standard = ct_compile(rows, 1, (const char *[]){"x"});
    for (int n = 2; n < 4; n++) {
        ct_array *line = ct_own(&s, ct_arange(0, 2.0 * n, 1, CT_FLOAT64));
        ct_array *x = ct_own(&s, ct_reshape(line, CT_SHAPE(2, n)));
        ct_array *scores = ct_own(&s, ct_formula_run(standard, &x, NULL));
        char *text = ct_str(scores, NULL);
        if (!text)
            return 1;
        puts(text);
        ct_free(text);
    }
    ct_formula_free(standard);

    if (!ct_compile("sqtr(x) + 1", 1, (const char *[]){"x"})) {
        ct_error_take(&error);
        puts(error.message);
    }
}
