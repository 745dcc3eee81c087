/* read.c: the arguments of an entry read at once, by one letter each. */
#include "args.h"
#include "object/object.h"

#include <stdarg.h>

/* The items of a list or tuple when all are arrays; *n is their number. */
static ct_object *const *items_of(const ct_object *arg, int64_t *n)
{
    const ct_type *type = arg ? arg->type : NULL;
    if (type != &ct_tuple_type && type != &ct_list_type)
        return NULL;
    const ct_tuple_box *tuple = (const ct_tuple_box *)arg;
    const ct_list *list = (const ct_list *)arg;
    ct_object *const *items = type == &ct_list_type ? list->items : tuple->items;
    *n = ct_length(arg);
    for (int64_t i = 0; i < *n; i++)
        if (items[i]->type != &ct_array_type)
            return NULL;
    return *n > 0 && *n <= INT32_MAX ? items : NULL;
}

/* A tuple is the table of its arrays, since nobody changes it; all else is put into one. */
static ct_status own_arrays(ct_object *arg, bool joined, ct_scope *scope, ct_arrays *out)
{
    ct_arrays made;
    int64_t n;
    ct_object *const *items = items_of(arg, &n);
    if (items && arg->type == &ct_list_type) {
        arg = ct_own(scope, ct_tuple(n, items));
    } else if (!items) {
        ct_status status = (joined ? ct_arg_joined : ct_arg_arrays)(arg, &made);
        if (status)
            return status;
        arg = ct_own(scope, ct_tuple(made.count, (ct_object *const *)made.items));
        n = made.count;
        ct_arrays_release(&made);
    }
    if (!arg)
        return ct_error_pending();
    *out = (ct_arrays){(int)n, (ct_array **)((ct_tuple_box *)arg)->items};
    return CT_OK;
}

static ct_status given(ct_array *a, ct_array **out)
{
    *out = a;
    return a ? CT_OK : ct_error_pending();
}

static ct_status read_one(char letter, ct_object *arg, ct_scope *scope, void *out)
{
    ct_status status;
    switch (letter) {
    case 'A':
        return given(ct_arg_array_in(scope, arg), out);
    case 'O':
        return given(ct_operand_in(scope, arg), out);
    case 'a':
        *(ct_array **)out = NULL;
        return ct_arg_given(arg) ? given(ct_arg_array_in(scope, arg), out) : CT_OK;
    case 'S':
    case 'J':
        return own_arrays(arg, letter == 'J', scope, out);
    case 'p':
        return ct_arg_out(arg, out);
    case 'i':
        return ct_arg_int(arg, *(int64_t *)out, out);
    case 'f':
        return ct_arg_float(arg, *(double *)out, out);
    case 'b':
        return ct_arg_bool(arg, *(bool *)out, out);
    case 'x':
        return ct_arg_axis(arg, *(int *)out, out);
    case 'X':
        return ct_arg_axes(arg, out);
    case 's':
        return ct_arg_text(arg, *(const char **)out, out);
    case 'd':
        status = ct_arg_dtype(arg, out);
        if (!status && *(const ct_dtype **)out)
            status = ct_own(scope, *(const ct_dtype **)out) ? CT_OK : ct_error_pending();
        return status;
    default: /* '*' */
        *(ct_object **)out = arg;
        return CT_OK;
    }
}

bool ct_args_read(ct_object *const *args, ct_scope *scope, const char *letters, ...)
{
    va_list outs;
    ct_status status = CT_OK;
    va_start(outs, letters);
    for (; *letters && status == CT_OK; letters++, args++)
        if (*letters != '-')
            status = read_one(*letters, *args, scope, va_arg(outs, void *));
    va_end(outs);
    return status == CT_OK;
}

static ct_array *into_out(ct_array *result, ct_array *out, ct_casting casting)
{
    if (!result || !out || result == out)
        return result;
    ct_status status = ct_copyto(out, result, casting, NULL);
    ct_release(result);
    return status ? NULL : ct_retain(out);
}

ct_array *ct_into_out(ct_array *result, ct_array *out)
{
    return into_out(result, out, CT_CASTING_SAME_KIND);
}

ct_array *ct_into_any_out(ct_array *result, ct_array *out)
{
    return into_out(result, out, CT_CASTING_UNSAFE);
}

ct_status ct_check_write_back(const char *op, const ct_dtype *dtype, const ct_array *out)
{
    if (!out || ct_can_cast(out->dtype, dtype, CT_CASTING_SAFE))
        return CT_OK;
    return ct_error_set(CT_TYPE_ERROR, op, 0,
                        "Cannot cast array data from dtype('%s') to dtype('%s') according to the "
                        "rule 'safe'",
                        ct_dtype_name(out->dtype), ct_dtype_name(dtype));
}

ct_array *ct_write_back(const char *op, ct_array *result, ct_array *out)
{
    if (result && ct_check_write_back(op, result->dtype, out)) {
        ct_release(result);
        return NULL;
    }
    return into_out(result, out, CT_CASTING_UNSAFE);
}

ct_object *ct_tuple_of(int64_t n, ct_array *const *arrays)
{
    bool good = true;
    for (int64_t i = 0; i < n; i++)
        good = good && arrays[i];
    ct_object *tuple = good ? ct_tuple(n, (ct_object *const *)arrays) : NULL;
    for (int64_t i = 0; i < n; i++)
        ct_release(arrays[i]);
    return tuple;
}

ct_object *ct_results_of(int64_t n, ct_array *const *arrays)
{
    ct_object **items = ct_alloc_many(n, sizeof *items), *tuple = NULL;
    bool good = items;
    for (int64_t i = 0; i < n; i++) {
        ct_object *item = items ? ct_result(arrays[i]) : (ct_release(arrays[i]), NULL);
        good = good && item;
        if (items)
            items[i] = item;
    }
    if (good)
        tuple = ct_tuple(n, items);
    for (int64_t i = 0; i < n && items; i++)
        ct_release(items[i]);
    ct_dealloc(items);
    return tuple;
}
