/* rows.c: writes the registry as lines "kind TAB area TAB name TAB signature TAB doc", for what is
 * generated from it at build time. */
#include <carton.h>
#include <carton/registry.h>

#include <stdio.h>

int main(void)
{
    static const char *const kinds[] = {"function", "ufunc",     "class",
                                        "method",   "attribute", "constant"};
    for (int i = 0; i < ct_routine_count(); i++) {
        ct_routine_info info;
        ct_routine_describe(ct_routine_at(i), &info);
        const char *end = info.doc;
        while (*end && *end != '\n')
            end++;
        if (printf("%s\t%s\t%s\t%s\t%.*s\n", kinds[info.kind], info.area, info.name, info.signature,
                   (int)(end - info.doc), info.doc) < 0)
            return 1;
    }
    return 0;
}
