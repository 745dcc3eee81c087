/* boxes.h: the same expression over lists of boxes, for comparing. */
#ifndef CT_BOXES_H
#define CT_BOXES_H

#include "eval.h"

typedef struct ct_boxes {
    ct_frame *frame;
    ct_object *lists; /* dict: name of an array -> its elements as a list of boxes, made once */
    bool flat;        /* all those arrays are 1-D */
    int64_t made;     /* boxes made so far by operations */
} ct_boxes;

/* A list (arrays are flattened) or a box. NotImplementedError for what lists cannot do. */
ct_object *ct_boxes_eval(ct_boxes *boxes, const ct_node *node);

#endif
