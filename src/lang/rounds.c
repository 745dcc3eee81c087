/* rounds.c: how far the outermost loop of a program is, for ct_progress_now. Loops within it are
 * silent: their rounds go by too fast to be read, and beginning to tell takes longer than they do.
 */
#include "eval.h"

#include <stdio.h>

static _Thread_local int depth;

static int line_of(const ct_frame *frame, int32_t at)
{
    int line = 1;
    for (int32_t i = 0; i < at && i < frame->program->length; i++)
        line += frame->program->text[i] == '\n';
    return line;
}

void ct_rounds_begin(ct_rounds *rounds, const ct_frame *frame, const ct_node *loop,
                     const ct_object *iterable)
{
    rounds->done = 0;
    rounds->told = !depth++;
    if (!rounds->told)
        return;
    const ct_type *type = iterable ? iterable->type : NULL;
    char name[24];
    snprintf(name, sizeof name, "line %d", line_of(frame, loop->at));
    ct_progress_enter(&rounds->around, "running", name,
                      type && type->length && !type->next ? type->length(iterable) : 0);
}

void ct_rounds_next(ct_rounds *rounds)
{
    if (rounds->told)
        ct_progress_step(++rounds->done);
}

void ct_rounds_end(const ct_rounds *rounds)
{
    depth--;
    if (rounds->told)
        ct_progress_leave(&rounds->around);
}
