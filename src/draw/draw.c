/* draw.c: one door to the renderers. */
#include "graph.h"

char *ct_draw(const ct_memory_graph *graph, ct_draw_format format, const ct_draw_opts *opts,
              int64_t *length)
{
    static char *(*const draw[])(const ct_memory_graph *, const ct_draw_opts *, int64_t *) = {
        [CT_DRAW_TEXT] = ct_draw_text, [CT_DRAW_SVG] = ct_draw_svg, [CT_DRAW_HTML] = ct_draw_html};
    if ((unsigned)format >= CT_DRAW_FORMAT_COUNT)
        return CT_FAIL(CT_VALUE_ERROR, "draw", 2, "no such format");
    return draw[format](graph, opts, length);
}
