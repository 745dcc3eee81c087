/* text.h: what the files of the text renderer share. */
#ifndef CT_DRAW_TEXT_H
#define CT_DRAW_TEXT_H

#include "graph.h"

#include <stdio.h>

/* Longest value of a box shown in full: with its address and size it still fits 80 columns. */
enum { VALUE_ROOM = 16, NAME_ROOM = 24 };

typedef struct ct_glyphs {
    const char *line, *bar, *top_left, *top_right, *bottom_left, *bottom_right, *tee_down, *tee_up,
        *cross, *arrow, *down, *dots;
} ct_glyphs;

typedef struct ct_picture {
    const ct_memory_graph *graph;
    ct_text *out;
    const ct_glyphs *glyphs;
    int width;
    bool color, bytes, cache_lines;
    bool *drawn;      /* per block */
    ct_status status; /* the first failure; later output is dropped */
} ct_picture;

int64_t ct_columns(const char *utf8);
/* Copies a text, cut to so many columns and to the room in `out`, with dots where it is cut. */
void ct_fit(char *out, size_t size, const char *utf8, int64_t columns, const char *dots);
void ct_put(ct_picture *p, const char *text);
void ct_put_wide(ct_picture *p, const char *text, int64_t width);
void ct_put_times(ct_picture *p, const char *text, int64_t times);
#define ct_putf(p, ...)                                                                            \
    ((p)->status ? (void)0 : (void)((p)->status = ct_text_format((p)->out, __VA_ARGS__)))

/* The cells of a buffer, with a line for each array over it that tells which element a cell is.
 * cells.c */
void ct_draw_cells(ct_picture *p, int buffer);
ct_status ct_draw_into(ct_text *out, const ct_memory_graph *graph, const ct_draw_opts *opts);

#endif
