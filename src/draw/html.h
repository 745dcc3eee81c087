/* html.h: what the files of the page share. */
#ifndef CT_DRAW_HTML_H
#define CT_DRAW_HTML_H

#include "graph.h"

/* The graph as JSON for the page's script, fit to stand inside a script element. data.c */
ct_status ct_page_data(ct_text *out, const ct_memory_graph *graph);

#endif
