/* svg.h: what the files of the SVG renderer share. Lengths are pixels. */
#ifndef CT_DRAW_SVG_H
#define CT_DRAW_SVG_H

#include "graph.h"

/* A fixed-width font: so many hundredths of a pixel each character takes at the two sizes. Rather
 * too much than too little. */
enum { CT_WIDE = 790, CT_SMALL = 665 };

typedef struct ct_svg {
    const ct_memory_graph *graph;
    ct_text *out;
    int width, y;            /* of the picture; where the next scene starts */
    bool narrow;             /* one column: everything below the other */
    bool bytes, cache_lines; /* as in ct_draw_opts */
    bool titles;             /* <title> elements, which viewers show under the pointer */
    bool *drawn;             /* per block */
    ct_status status;        /* the first failure; later output is dropped */
} ct_svg;

#define ct_svg_put(s, ...)                                                                         \
    ((s)->status ? (void)0 : (void)((s)->status = ct_text_format((s)->out, __VA_ARGS__)))

/* -- svg.c ------------------------------------------------------------------------------------- */

int ct_svg_width(const char *text, int hundredths); /* pixels */
/* Text for XML: markup escaped, control characters replaced. */
void ct_svg_escaped(ct_svg *s, const char *text);
/* Text at a baseline, cut with dots to `room` pixels. `class` has "s" in it for the small size and
 * "e" or "m" for text that ends at x or stands in its middle. */
void ct_svg_text(ct_svg *s, int x, int y, const char *class, int room, const char *text);
void ct_svg_rect(ct_svg *s, int x, int y, int w, int h, int round, const char *class);
/* An arrow: right from (x, y), at `lane` up or down to y2, and on to x2. */
void ct_svg_elbow(ct_svg *s, int x, int y, int lane, int x2, int y2, const char *class);
void ct_svg_dot(ct_svg *s, int x, int y, const char *class);
/* Opens a group that tells a page what it shows: address, index, value, bytes. Close with "</g>".
 */
void ct_svg_open(ct_svg *s, int block, const void *address, const char *index, const char *value,
                 const unsigned char *raw, int64_t bytes);
ct_status ct_svg_into(ct_text *out, const ct_memory_graph *graph, const ct_draw_opts *opts,
                      bool inside_page);

/* -- frame.c: records, tables and boxes -------------------------------------------------------- */

typedef struct ct_frame {
    int x, y, w, h;
    int pointer; /* the height of its pointer field; -1: none */
} ct_frame;
int ct_frame_width(const ct_svg *s, const ct_memory_block *block);
/* A record: title, address, fields. */
ct_frame ct_svg_record(ct_svg *s, int x, int y, int w, int block, const char *dot);
/* A table of pointers with the boxes beside it; returns the height that both take. */
int ct_svg_slots(ct_svg *s, int x, int y, int block);

/* -- strip.c: raw cells ------------------------------------------------------------------------ */

enum { CT_VIEW_COLORS = 6 };
typedef struct ct_point {
    int x, y;
} ct_point;
/* The cells of a buffer, rows for the arrays over it. entry[k] becomes where the arrow of the k-th
 * array arrives, for the first n arrays. Returns the height of all. */
int ct_svg_cells(ct_svg *s, int x, int y, int w, int buffer, ct_point *entry, int n);

#endif
