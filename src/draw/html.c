/* html.c: the picture as one page that fetches nothing: both SVG layouts, the graph as data, and
 * the script that shows values and steps through operations. */
#include "html.h"

#include "page.h"
#include "svg.h"

#include <string.h>

enum { WIDE = 1200, NARROW = 358 };

static ct_status add_picture(ct_text *out, const ct_memory_graph *graph, const ct_draw_opts *opts,
                             int width)
{
    ct_draw_opts sized = opts ? *opts : (ct_draw_opts){.size_ = sizeof sized};
    sized.width = width;
    return ct_svg_into(out, graph, &sized, true);
}

/* A text whose line breaks stay. */
static ct_status add_escaped(ct_text *out, const char *text)
{
    ct_svg s = {.out = out};
    while (*text && !s.status) {
        char part[256];
        size_t length = strcspn(text, "\n");
        if (length >= sizeof part)
            for (length = sizeof part - 1; length && ((unsigned char)text[length] & 0xC0) == 0x80;)
                length--;
        memcpy(part, text, length);
        part[length] = '\0';
        ct_svg_escaped(&s, part);
        text += length;
        if (*text == '\n' || !length)
            ct_svg_put(&s, "\n"), text++;
    }
    return s.status;
}

/* One marker of the page: what stands in its place. */
static ct_status fill_in(ct_text *out, const char *marker, const ct_memory_graph *graph,
                         const ct_draw_opts *opts)
{
    if (!strncmp(marker, "@title@", 7))
        return add_escaped(out, opts && opts->title ? opts->title : "What lies in memory");
    if (!strncmp(marker, "@wide@", 6))
        return add_picture(out, graph, opts, WIDE);
    if (!strncmp(marker, "@narrow@", 8))
        return add_picture(out, graph, opts, NARROW);
    return ct_page_data(out, graph);
}

static const char *next_marker(const char *at, size_t *length)
{
    static const char *const markers[] = {"@title@", "@wide@", "@narrow@", "@data@"};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
        const char *found = strstr(at, markers[i]);
        if (found && (!first || found < first)) {
            first = found;
            *length = strlen(markers[i]);
        }
    }
    return first;
}

char *ct_draw_html(const ct_memory_graph *graph, const ct_draw_opts *opts, int64_t *length)
{
    if (!graph)
        return ct_null_input("draw", 1), NULL;
    ct_text out = CT_TEXT_START;
    ct_status status = CT_OK;
    const char *at = ct_page;
    size_t skip = 0;
    for (const char *marker; !status && (marker = next_marker(at, &skip)); at = marker + skip) {
        status = ct_text_add(&out, at, marker - at);
        if (!status)
            status = fill_in(&out, marker, graph, opts);
    }
    if (!status)
        status = ct_text_add(&out, at, -1);
    if (!status)
        return ct_text_give(&out, length);
    ct_text_close(&out);
    return NULL;
}
