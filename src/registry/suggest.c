/* suggest.c: the known name nearest to a misspelt one, for error messages. */
#include <string.h>

#include "registry.h"

/* Longer names are not looked at; two slips are the most that still point at one word. */
enum { MOST_LENGTH = 40, MOST_SLIPS = 2 };

/* Insertions, deletions, replacements and exchanges of neighbours that lead from a to b (Damerau's
 * distance, optimal string alignment). */
static int distance(const char *a, int n, const char *b, int m)
{
    int rows[3][MOST_LENGTH + 1];
    for (int k = 0; k <= m; k++)
        rows[0][k] = k;
    for (int i = 1; i <= n; i++) {
        int *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        now[0] = i;
        for (int k = 1; k <= m; k++) {
            int least = before[k - 1] + (a[i - 1] != b[k - 1]);
            least = before[k] + 1 < least ? before[k] + 1 : least;
            least = now[k - 1] + 1 < least ? now[k - 1] + 1 : least;
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
                earlier[k - 2] + 1 < least)
                least = earlier[k - 2] + 1;
            now[k] = least;
        }
    }
    return rows[n % 3][m];
}

int ct_name_slips(const char *a, const char *b)
{
    int n = (int)strnlen(a, MOST_LENGTH + 1), m = (int)strnlen(b, MOST_LENGTH + 1);
    return n > MOST_LENGTH || m > MOST_LENGTH ? INT32_MAX : distance(a, n, b, m);
}

const char *ct_routine_suggest(const ct_type *type, const char *name)
{
    const char *nearest = NULL;
    int length = (int)strnlen(name, MOST_LENGTH + 1);
    int best = length < 4 ? 1 : MOST_SLIPS; /* of three letters one slip leaves two */
    for (int i = 0; length > 2 && length <= MOST_LENGTH && i < ct_routine_count(); i++) {
        const ct_routine *row = ct_routine_at(i);
        const char *dot = strrchr(row->name, '.'), *known = dot ? dot + 1 : row->name;
        int other = (int)strlen(known);
        if ((dot != NULL) != (type != NULL) || other > MOST_LENGTH || other > length + best ||
            other < length - best || (type && ct_routine_method(type, known) != row))
            continue;
        int slips = distance(name, length, known, other);
        if (slips < best || (slips == best && !nearest)) {
            best = slips;
            nearest = known;
        }
    }
    return nearest;
}
