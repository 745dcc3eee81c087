/* page.h: the page that html.c fills in, made by embed.py from page.html, page.css and page.js. */
#ifndef CT_DRAW_PAGE_H
#define CT_DRAW_PAGE_H

/* NUL-ended; html.c replaces @title@, @wide@, @narrow@ and @data@. */
extern const char ct_page[];

#endif
