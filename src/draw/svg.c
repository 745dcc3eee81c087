/* svg.c: the pieces of an SVG picture, and the picture from its names down.
 *
 * A scene is one named value with what it points to: name, record, then the table with its boxes or
 * the buffer with its cells, from left to right, or below each other in a narrow picture. Arrays
 * over one buffer stand in one scene. Arrows run in lanes of their own between the columns, so they
 * cross no text. What stands in the picture already is referred to by its number. */
#include "svg.h"

#include "text.h"

#include <string.h>

enum {
    MARGIN = 20,
    NARROW = 700, /* pixels; below that one column */
    GAP = 30,     /* between scenes */
    PILL = 26,    /* the height of a name */
    PILL_ROOM = 120,
    COLUMN_GAP = 56, /* room for arrows between columns */
    LANE = 9,
    MOST_TITLE = 12, /* lines */
    MOST_VIEWS = 24  /* arrays over one buffer that are drawn with it */
};

static const char style[] =
    "<style>.carton{--paper:#fbfaf6;--ink:#1b2130;--dim:#5d6778;--record:#edf0fc;--record-l:#"
    "5468d8;"
    "--table:#f3ebfb;--table-l:#8a55cc;--box:#fdf0df;--box-l:#cf7a1f;--raw:#e2f4ec;--raw-l:#16906b;"
    "--v0:#16906b;--v1:#c92a63;--v2:#2566d0;--v3:#9a6700;--v4:#7c3aed;--v5:#0e7490;"
    "background:var(--paper);color-scheme:light dark}"
    "@media(prefers-color-scheme:dark){.carton{--paper:#13161e;--ink:#e9ebf1;--dim:#9aa4b6;"
    "--record:#1e2442;--record-l:#8e9dff;--table:#2a2042;--table-l:#b998f8;--box:#382813;"
    "--box-l:#efa650;--raw:#0f3128;--raw-l:#4fd0a4;--v0:#4fd0a4;--v1:#ff7fab;--v2:#7fb0ff;"
    "--v3:#e3b341;--v4:#b998f8;--v5:#56c8e0}}"
    ".carton text{font:13px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;"
    "fill:var(--ink)}.carton .s{font-size:11px}.carton .d{fill:var(--dim)}"
    ".carton .b{font-weight:700}.carton .e{text-anchor:end}.carton .m{text-anchor:middle}"
    ".carton .paper{fill:var(--paper)}.carton .n{fill:var(--paper);font-weight:700}.carton "
    ".pill{fill:var(--ink)}"
    ".carton .ref{fill:none;stroke:var(--dim);stroke-dasharray:4 3}"
    ".carton .record{fill:var(--record);stroke:var(--record-l);stroke-width:1.5}"
    ".carton .table{fill:var(--table);stroke:var(--table-l);stroke-width:1.5}"
    ".carton .box{fill:var(--box);stroke:var(--box-l);stroke-width:1.5}"
    ".carton .raw{fill:var(--raw);stroke:var(--raw-l);stroke-width:1.5}"
    ".carton .spare{fill:url(#carton-hatch-wide);stroke:var(--dim);stroke-dasharray:3 3}"
    ".carton .hatch{stroke:var(--dim);stroke-opacity:.45}"
    ".carton .rule{stroke:var(--record-l);stroke-opacity:.35}"
    ".carton .line{stroke:var(--v3);stroke-width:2}"
    ".carton .a{fill:none;stroke:var(--ink);stroke-width:1.6}.carton .h{fill:var(--ink)}"
    ".carton .c0{--c:var(--v0)}.carton .c1{--c:var(--v1)}.carton .c2{--c:var(--v2)}"
    ".carton .c3{--c:var(--v3)}.carton .c4{--c:var(--v4)}.carton .c5{--c:var(--v5)}"
    ".carton .v{fill:var(--c)}.carton .av{fill:none;stroke:var(--c);stroke-width:1.6}"
    ".carton.narrow .spare{fill:url(#carton-hatch-narrow)}</style>";
/* Each layout has its own: a page shows one of two, and a hidden picture's pattern paints nothing.
 */
static const char defs[] =
    "<defs><pattern id=\"carton-hatch-%s\" width=\"7\" height=\"7\" "
    "patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><path class=\"hatch\" d=\"M0 0V7\"/></pattern></defs>";

/* -- pieces ------------------------------------------------------------------------------------ */

int ct_svg_width(const char *text, int hundredths)
{
    return (int)((ct_columns(text) * hundredths + 99) / 100);
}

/* The bytes of the character at `text` that XML can have, 0 when it can not: controls, what is no
 * UTF-8, U+FFFE and U+FFFF. */
static int xml_character(const char *text)
{
    unsigned char c = (unsigned char)*text;
    int64_t bad, bytes = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    if (c < ' ' || c == 0x7f || (int64_t)strnlen(text, (size_t)bytes) < bytes ||
        ct_utf8_decode(text, bytes, NULL, &bad) != 1)
        return 0;
    return !memcmp(text, "\xef\xbf\xbe", 3) || !memcmp(text, "\xef\xbf\xbf", 3) ? 0 : (int)bytes;
}

void ct_svg_escaped(ct_svg *s, const char *text)
{
    static const struct {
        char mark;
        const char *name;
    } marks[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    while (*text && !s->status) {
        const char *from = text, *name = NULL;
        for (int bytes; (bytes = xml_character(text)) && !strchr("&<>\"'", *text); text += bytes)
            ;
        if (text > from)
            s->status = ct_text_add(s->out, from, text - from);
        if (!*text || s->status)
            return;
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (*text == marks[i].mark)
                name = marks[i].name;
        ct_svg_put(s, "%s", name ? name : "\xef\xbf\xbd");
        text++;
    }
}

void ct_svg_text(ct_svg *s, int x, int y, const char *class, int room, const char *text)
{
    char shown[256];
    bool small = strpbrk(class, "s") != NULL;
    int columns = room * 100 / (small ? CT_SMALL : CT_WIDE);
    ct_fit(shown, sizeof shown, text, columns > 1 ? columns : 1, "…");
    ct_svg_put(s, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, class);
    ct_svg_escaped(s, shown);
    ct_svg_put(s, "</text>\n");
}

void ct_svg_rect(ct_svg *s, int x, int y, int w, int h, int round, const char *class)
{
    ct_svg_put(s, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" class=\"%s\"/>\n",
               x, y, w, h, round, class);
}

void ct_svg_dot(ct_svg *s, int x, int y, const char *class)
{
    ct_svg_put(s, "<circle cx=\"%d\" cy=\"%d\" r=\"3.5\" class=\"%s\"/>\n", x, y, class);
}

void ct_svg_elbow(ct_svg *s, int x, int y, int lane, int x2, int y2, const char *class)
{
    int turn = y2 < y ? -1 : 1, tall = (y2 - y) * turn, r = tall < 12 ? tall / 2 : 6;
    const char *head = strstr(class, "av") ? "v" : "h", *color = strchr(class, ' ');
    int back = x2 < lane ? -1 : 1;
    if (y == y2)
        ct_svg_put(s, "<path class=\"%s\" d=\"M%d %dH%d\"/>", class, x, y, x2 - 4 * back);
    else
        ct_svg_put(s, "<path class=\"%s\" d=\"M%d %dH%dq%d 0 %d %dV%dq0 %d %d %dH%d\"/>", class, x,
                   y, lane - r, r, r, r * turn, y2 - r * turn, r * turn, r * back, r * turn,
                   x2 - 4 * back);
    ct_svg_put(s, "<path class=\"%s%s\" d=\"M%d %dl%d -4v8z\"/>\n", head, color ? color : "", x2,
               y2, -8 * back);
}

void ct_svg_open(ct_svg *s, int block, const void *address, const char *index, const char *value,
                 const unsigned char *raw, int64_t bytes)
{
    ct_svg_put(s, "<g class=\"tip\" data-block=\"%d\" data-address=\"0x%llx\" data-size=\"%lld\"",
               block, (unsigned long long)(uintptr_t)address, (long long)bytes);
    if (index) {
        ct_svg_put(s, " data-index=\"");
        ct_svg_escaped(s, index);
        ct_svg_put(s, "\"");
    }
    ct_svg_put(s, " data-value=\"");
    ct_svg_escaped(s, value);
    ct_svg_put(s, "\"");
    if (raw) {
        ct_svg_put(s, " data-bytes=\"");
        for (int64_t i = 0; i < bytes && i < 16; i++)
            ct_svg_put(s, i ? " %02x" : "%02x", raw[i]);
        ct_svg_put(s, bytes > 16 ? " ...\"" : "\"");
    }
    ct_svg_put(s, ">");
    if (!s->titles)
        return;
    ct_svg_put(s, "<title>");
    ct_svg_escaped(s, value);
    ct_svg_put(s, " at 0x%llx, %lld bytes</title>", (unsigned long long)(uintptr_t)address,
               (long long)bytes);
}

/* -- names ------------------------------------------------------------------------------------- */

static int pill_width(const ct_svg *s)
{
    int widest = ct_svg_width("#00", CT_WIDE);
    for (int i = 0; i < s->graph->nnames; i++) {
        int w = ct_svg_width(s->graph->names[i], CT_WIDE);
        widest = w > widest ? w : widest;
    }
    return (widest > PILL_ROOM ? PILL_ROOM : widest) + 24;
}

/* The names of a block one below the other, or its number. Returns their height. */
static int draw_names(ct_svg *s, int y, int block)
{
    const ct_memory_graph *g = s->graph;
    int w = pill_width(s), n = 0;
    char number[24];
    for (int i = 0; i < g->nnames; i++)
        if (g->targets[i] == block) {
            int top = y + n++ * (PILL + 6);
            ct_svg_rect(s, MARGIN, top, w, PILL, PILL / 2, "pill");
            ct_svg_text(s, MARGIN + w / 2, top + 18, "n m", w - 16, g->names[i]);
        }
    if (n)
        return n * (PILL + 6);
    snprintf(number, sizeof number, "#%d", block);
    ct_svg_rect(s, MARGIN, y, w, PILL, PILL / 2, "ref");
    ct_svg_text(s, MARGIN + w / 2, y + 18, "d m", w - 16, number);
    return PILL + 6;
}

/* Draws the names and the arrows from them; (*x, *y) becomes the place of the record. */
static int start_scene(ct_svg *s, int block, int *x, int *y)
{
    int top = *y, h = draw_names(s, top, block), w = pill_width(s);
    if (s->narrow) {
        int middle = MARGIN + w / 2;
        ct_svg_put(s, "<path class=\"a\" d=\"M%d %dV%d\"/>", middle, top + h - 6, top + h + 16);
        ct_svg_put(s, "<path class=\"h\" d=\"M%d %dl-4 -8h8z\"/>\n", middle, top + h + 20);
        *x = MARGIN;
        *y = top + h + 20;
        return *y;
    }
    *x = MARGIN + w + 40;
    for (int at = top; at + 6 < top + h; at += PILL + 6)
        ct_svg_elbow(s, MARGIN + w, at + PILL / 2, MARGIN + w + 20, *x, top + PILL / 2, "a");
    return top + h;
}

/* -- scenes ------------------------------------------------------------------------------------ */

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

static void draw_list(ct_svg *s, int block)
{
    const ct_memory_block *list = &s->graph->blocks[block];
    int table = list->nlinks ? list->links[0].target : -1, x, y = s->y;
    int bottom = start_scene(s, block, &x, &y);
    s->drawn[block] = true;
    if (table < 0 || s->graph->blocks[table].role != CT_BLOCK_TABLE) {
        if (list->nlinks)
            y += ct_svg_slots(s, x, y, block);
        else
            y += ct_svg_record(s, x, y, ct_frame_width(s, list), block, "h").h;
        s->y = max_int(bottom, y);
        return;
    }
    s->drawn[table] = true;
    ct_frame f = ct_svg_record(s, x, y, ct_frame_width(s, list), block, "h");
    int tx = s->narrow ? MARGIN : f.x + f.w + COLUMN_GAP, ty = s->narrow ? f.y + f.h + 34 : y;
    int h = ct_svg_slots(s, tx, ty, table);
    if (f.pointer >= 0 && s->narrow) {
        int lane = f.x + f.w + 14;
        ct_svg_put(s,
                   "<path class=\"a\" d=\"M%d %dH%dq6 0 6 6V%dq0 6 -6 6H%dq-6 0 -6 6V%d\"/>"
                   "<path class=\"h\" d=\"M%d %dl-4 -8h8z\"/>\n",
                   f.x + f.w - 12, f.pointer, lane - 6, ty - 22, tx + 46, ty - 4, tx + 40, ty);
    } else if (f.pointer >= 0) {
        ct_svg_elbow(s, f.x + f.w - 12, f.pointer, f.x + f.w + COLUMN_GAP / 2, tx, ty + 14, "a");
    }
    s->y = max_int(bottom, max_int(f.y + f.h, ty + h));
}

/* The records of all arrays over a buffer, then the buffer. */
static void draw_arrays(ct_svg *s, int buffer)
{
    const ct_memory_graph *g = s->graph;
    ct_frame frames[MOST_VIEWS];
    ct_point entry[MOST_VIEWS];
    int views[MOST_VIEWS], n = 0, w = 0, x = 0, y = s->y, bottom = s->y;
    for (int v = ct_next_view(g, buffer, 0); v >= 0 && n < MOST_VIEWS;
         v = ct_next_view(g, buffer, v + 1)) {
        w = max_int(w, ct_frame_width(s, &g->blocks[v]));
        views[n++] = v;
    }
    for (int k = 0; k < n; k++) {
        char color[16], dot[16];
        snprintf(color, sizeof color, "av c%d", k % CT_VIEW_COLORS);
        snprintf(dot, sizeof dot, "v c%d", k % CT_VIEW_COLORS);
        int top = start_scene(s, views[k], &x, &y);
        frames[k] = ct_svg_record(s, x, y, w, views[k], dot);
        s->drawn[views[k]] = true;
        bottom = max_int(top, frames[k].y + frames[k].h);
        y = bottom + 18;
    }
    s->drawn[buffer] = true;
    int bx = s->narrow ? MARGIN : x + w + COLUMN_GAP / 2 + n * LANE + 12;
    int by = s->narrow ? bottom + 40 : s->y;
    int h = ct_svg_cells(s, bx, by, s->width - MARGIN - bx, buffer, entry, n);
    for (int k = 0; k < n; k++) {
        const ct_frame *f = &frames[k];
        char color[16];
        snprintf(color, sizeof color, "av c%d", k % CT_VIEW_COLORS);
        if (f->pointer < 0)
            continue;
        int lane = f->x + w + COLUMN_GAP / 2 + k * LANE;
        if (!s->narrow)
            ct_svg_elbow(s, f->x + w - 12, f->pointer, lane, entry[k].x, entry[k].y, color);
        else if (k == n - 1)
            ct_svg_put(s,
                       "<path class=\"%s\" d=\"M%d %dH%dq6 0 6 6V%dq0 6 -6 6H%dq-6 0 -6 6V%d\"/>"
                       "<path class=\"v %s\" d=\"M%d %dl-4 -8h8z\"/>\n",
                       color, f->x + w - 12, f->pointer, f->x + w + 8, by - 22, bx + 46, by - 4,
                       color + 3, bx + 40, by);
        else
            ct_svg_put(s, "<path class=\"%s\" d=\"M%d %dH%dq6 0 6 6V%d\"/>\n", color, f->x + w - 12,
                       f->pointer, f->x + w + 8, by - 27);
    }
    s->y = max_int(bottom, by + h);
}

static void draw_scene(ct_svg *s, int block)
{
    const ct_memory_block *b = &s->graph->blocks[block];
    if (s->drawn[block] || s->status)
        return;
    if (b->role == CT_BLOCK_LIST) {
        draw_list(s, block);
    } else if (b->role == CT_BLOCK_ARRAY && b->nlinks && !s->drawn[b->links[0].target]) {
        draw_arrays(s, b->links[0].target);
    } else {
        int x, y = s->y, bottom = start_scene(s, block, &x, &y);
        ct_frame f = ct_svg_record(s, x, y, ct_frame_width(s, b), block, "h");
        s->y = max_int(bottom, f.y + f.h);
    }
    s->drawn[block] = true;
    s->y += GAP;
}

/* Containers inside what is drawn. */
static bool draw_inner(ct_svg *s)
{
    const ct_memory_graph *g = s->graph;
    bool any = false;
    for (int i = 0; i < g->nblocks && !s->status; i++)
        for (int64_t k = 0; s->drawn[i] && k < g->blocks[i].nlinks; k++) {
            int target = g->blocks[i].links[k].target;
            ct_block_role role = g->blocks[target].role;
            if (s->drawn[target] || (role != CT_BLOCK_LIST && role != CT_BLOCK_ARRAY))
                continue;
            draw_scene(s, target);
            any = true;
        }
    return any;
}

/* "a: 144 bytes in all, 48.0 for each of 3 elements" */
static void draw_total(ct_svg *s, int i)
{
    int64_t elements, bytes = ct_memory_bytes(s->graph, i, &elements);
    char text[160], name[64];
    if (bytes < 0) {
        s->status = ct_error_pending();
        return;
    }
    ct_fit(name, sizeof name, s->graph->names[i], s->narrow ? 8 : 24, "…");
    int at = snprintf(text, sizeof text, "%s: %lld bytes in all", name, (long long)bytes);
    if (elements > 1)
        snprintf(text + at, sizeof text - (size_t)at, ", %.1f for each of %lld",
                 (double)bytes / (double)elements, (long long)elements);
    ct_svg_text(s, MARGIN, s->y + 12, "s d", s->width - 2 * MARGIN, text);
    s->y += 18;
}

static void draw_all(ct_svg *s, const char *title)
{
    const ct_memory_graph *g = s->graph;
    for (int i = 0; title && *title && i < MOST_TITLE; i++) {
        char line[256];
        size_t length = strcspn(title, "\n");
        snprintf(line, sizeof line, "%.*s", (int)(length < sizeof line ? length : 255), title);
        ct_svg_text(s, MARGIN, s->y + 14, "b", s->width - 2 * MARGIN, line);
        title += length + (title[length] == '\n');
        s->y += *title && i + 1 < MOST_TITLE ? 20 : 36;
    }
    for (int i = 0; i < g->nnames; i++) {
        draw_scene(s, g->targets[i]);
        while (draw_inner(s))
            ;
    }
    for (int i = 0; i < g->nnames && !s->status; i++)
        draw_total(s, i);
    s->y += MARGIN - 8;
}

/* The height is known at the end, so the body is written first. */
ct_status ct_svg_into(ct_text *out, const ct_memory_graph *graph, const ct_draw_opts *opts,
                      bool inside_page)
{
    ct_text body = CT_TEXT_START;
    int width = opts && opts->width > 0 ? opts->width : 960;
    width = width < 320 ? 320 : width > 100000 ? 100000 : width;
    ct_svg s = {.graph = graph,
                .out = &body,
                .width = width,
                .y = MARGIN,
                .narrow = width < NARROW,
                .bytes = opts && opts->bytes,
                .cache_lines = opts && opts->cache_lines,
                .titles = !inside_page};
    s.drawn = ct_alloc_zero(graph->nblocks, sizeof *s.drawn);
    s.status = s.drawn ? CT_OK : CT_MEMORY_ERROR;
    if (!s.status)
        draw_all(&s, inside_page || !opts ? NULL : opts->title);
    s.out = out;
    ct_svg_put(&s,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"carton %s\" viewBox=\"0 0 %d "
               "%d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"memory\">\n%s\n",
               s.narrow ? "narrow" : "wide", width, s.y, width, s.y, style);
    ct_svg_put(&s, defs, s.narrow ? "narrow" : "wide");
    if (!inside_page)
        ct_svg_rect(&s, 0, 0, width, s.y, 0, "paper");
    if (!s.status && body.length)
        s.status = ct_text_add(out, body.data, body.length);
    ct_svg_put(&s, "</svg>\n");
    ct_text_close(&body);
    ct_dealloc(s.drawn);
    return s.status;
}

char *ct_draw_svg(const ct_memory_graph *graph, const ct_draw_opts *opts, int64_t *length)
{
    if (!graph)
        return ct_null_input("draw", 1), NULL;
    ct_text out = CT_TEXT_START;
    if (!ct_svg_into(&out, graph, opts, false))
        return ct_text_give(&out, length);
    ct_text_close(&out);
    return NULL;
}
