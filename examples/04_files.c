/* 04_files.c: saving, loading, and mapping a file without reading it. */
#include <carton.h>
#include <stdio.h>

int main(void)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_arange(0, 5, 1, CT_FLOAT64));
    if (ct_save_npy("five.npy", a))
        return 1;
    ct_array *mapped = ct_own(&s, ct_load_npy("five.npy", CT_MAP_READ_ONLY));
    double mean = 0;
    if (ct_item_f64(ct_own(&s, ct_mean(mapped, CT_FLAT)), &mean))
        return 1;
    printf("%g\n", mean); /* 2 */
    return remove("five.npy");
}
