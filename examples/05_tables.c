/* 05_tables.c: columns of a CSV file, and errors of files. */
#include <carton.h>
#include <stdio.h>

int main(void)
{
    static const char text[] = "year,mean\n2021,0.5\n2022,0.75\n2023,1.0\n";
    CT_SCOPE(s);
    ct_object *table = ct_own(&s, ct_load_csv_memory(text, sizeof text - 1, NULL));
    ct_array *mean = ct_own(&s, ct_loaded_array(table, "mean"));
    ct_array *change =
        ct_own(&s, ct_calc("mean[1:] - mean[:-1]", 1, (const char *[]){"mean"}, &mean));
    char *shown = ct_str(change, NULL);
    if (!shown)
        return 1;
    puts(shown); /* [0.25 0.25] */
    ct_free(shown);

    ct_error error;
    if (!ct_own(&s, ct_loaded_array(table, "men"))) { /* no such column */
        ct_error_take(&error);
        printf("%s: %s\n", ct_status_name(error.code), error.message);
    }
}
