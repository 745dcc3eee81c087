/* constants.c: pi, e, inf, nan, newaxis and their like, rows without arguments. */
#include "args.h"
#include "object/object.h"

#include <math.h>

static ct_object *newaxis(const ct_routine *routine, ct_object *const *args)
{
    return ct_none();
}

static ct_object *ellipsis(const ct_routine *routine, ct_object *const *args)
{
    return ct_ellipsis();
}

static ct_object *numpy_bool(const ct_routine *routine, ct_object *const *args)
{
    char value = (char)routine->op;
    ct_array *a = ct_from_data(&value, 0, NULL, CT_BOOL);
    return ct_result(a);
}

/* One box each for the life of the process: nan is nan, as containers expect. */
static ct_float_box numbers[] = {
#define NUMBER(value)                                                                              \
    {                                                                                              \
        ct_object_init(&ct_float_type), value                                                      \
    }
    NUMBER(3.14159265358979323846),
    NUMBER(2.71828182845904523536),
    NUMBER(0.57721566490153286061),
    NUMBER(INFINITY),
    NUMBER(NAN),
};

static ct_object *number(const ct_routine *routine, ct_object *const *args)
{
    return &numbers[routine->op].object;
}

const ct_routine ct_routines_constants[] = {
    {"pi", "constants", "-", "Circumference over diameter.", number, 0, 0, NULL},
    {"e", "constants", "-", "Base of the natural logarithm.", number, 1, 0, NULL},
    {"euler_gamma", "constants", "-", "Euler's constant.", number, 2, 0, NULL},
    {"inf", "constants", "-", "Positive infinity.", number, 3, 0, NULL},
    {"nan", "constants", "-", "Not a number.", number, 4, 0, NULL},
    {"newaxis", "constants", "-", "None: a new axis of one element in a subscript.", newaxis, 0, 0,
     NULL},
    {"Ellipsis", "python", "-", "The value of ...: all the axes that a subscript leaves out.",
     ellipsis, 0, 0, NULL},
    {"True_", "constants", "-", "NumPy's true.", numpy_bool, 1, 0, NULL},
    {"False_", "constants", "-", "NumPy's false.", numpy_bool, 0, 0, NULL},
};
CT_ROUTINES_END(constants);
