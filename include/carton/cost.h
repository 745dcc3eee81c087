/* carton/cost.h: what an expression costs: steps, passes over memory, bytes read and written, views
 * and copies with the reason, allocations, time; and the plan alone, without running it.
 *
 *     ct_cost_report *r = ct_cost("sqrt(x*x + y*y)", 2, names, values, NULL);
 *     char *text = ct_cost_text(r, NULL);
 *
 * The statements before the last one are run once, as preparation; the report is about the last. */
#ifndef CARTON_COST_H
#define CARTON_COST_H

#include <carton/array.h>

CT_BEGIN_DECLS

typedef enum ct_step_kind {
    CT_STEP_VALUE, /* gives no array: a number, text, a list */
    CT_STEP_NEW,   /* an array of computed elements */
    CT_STEP_VIEW,  /* an array over memory that was there */
    CT_STEP_COPY,  /* elements that were there, in new memory */
    CT_STEP_WRITE  /* an array that was there, changed in place */
} ct_step_kind;

/* One step: an operation, or several that run in one pass. Texts are borrowed from the report. */
typedef struct ct_cost_step {
    const char *code;  /* the piece of the program */
    const char *walks; /* a line for each pass: "cast float64, add float64"; "" for none */
    const char *why;   /* why it is a view or a copy; "" when there is nothing to say */
    ct_step_kind kind;
    int depth;         /* steps that it is part of */
    const char *dtype; /* of the array that it gives; "" for a value */
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    int64_t passes, elements; /* over all passes */
    int64_t read, written;    /* bytes; cells that a broadcast shows again count once */
    bool estimated; /* by the size of arguments and result: the routine has its own loops */
    bool at_most;   /* explain: the length depends on elements, this is the longest */
} ct_cost_step;

typedef struct ct_cost_report ct_cost_report;
typedef struct ct_cost_totals {
    int nsteps;
    int64_t passes, read, written;
    /* From here on measured, and zero in a plan. */
    ct_memory_counts memory; /* of one run, result included */
    int64_t kept;            /* bytes still live with the result */
    int runs;
    double seconds;      /* median of the runs */
    double list_seconds; /* the same on lists of boxes; 0: not asked for */
    int64_t list_boxes;  /* boxes that the list way makes in one run */
} ct_cost_totals;

typedef struct ct_cost_opts {
    size_t size_;
    int runs;         /* timed runs; 0: as many as fit a quarter of a second, 3 to 101 */
    bool beside_list; /* NotImplementedError when lists have no such operation */
} ct_cost_opts;

/* Runs `code` with names bound to values (borrowed). What it changes stays changed, and it runs
 * several times. SyntaxError and whatever running it raises. */
CT_API CT_GIVE ct_cost_report *ct_cost(const char *code, int n, const char *const *names,
                                       ct_object *const *values, const ct_cost_opts *opts);
/* The plan: shapes, dtypes, views and passes as they would be, found by following the program with
 * every walk over more than 1024 elements left out. Values of large arrays are taken to be zero,
 * their comparisons true; `values` themselves are neither read nor changed. No file is touched. */
CT_API CT_GIVE ct_cost_report *ct_explain(const char *code, int n, const char *const *names,
                                          ct_object *const *values);
CT_API void ct_cost_free(CT_TAKE ct_cost_report *report);

CT_API const ct_cost_totals *ct_cost_total(const ct_cost_report *report);         /* borrowed */
CT_API const ct_cost_step *ct_cost_step_at(const ct_cost_report *report, int at); /* borrowed */
/* The value of the last statement, borrowed; NULL in a plan. */
CT_API const ct_object *ct_cost_value(const ct_cost_report *report);
/* The report as a table (free with ct_free). */
CT_API CT_GIVE char *ct_cost_text(const ct_cost_report *report, int64_t *length);

CT_END_DECLS
#endif
