/* carton/cpp.h: for C++, what the C headers offer as macros: ct_sum(x, 0), ct_get(x, {ct_at(3)}),
 * CX(2.0). Inline, over the exported functions. */
#ifndef CARTON_CPP_H
#define CARTON_CPP_H
#ifdef __cplusplus

#include <carton/expr.h>

#include <initializer_list>
#include <vector>

/* Without the warning of -Wextra about the members that {0} leaves out. */
#undef CT_SCOPE
#define CT_SCOPE(name) CT_CLEANUP(ct_scope_close) ct_scope name = {}

#define CT_CPP_REDUCTION(name)                                                                     \
    inline ct_array *ct_##name(const ct_array *a, int axis = CT_FLAT, ct_reduce_opts opts = {})    \
    {                                                                                              \
        opts.size_ = sizeof opts;                                                                  \
        opts.axis = axis;                                                                          \
        return ct_##name##_opts(a, &opts);                                                         \
    }
CT_CPP_REDUCTION(sum)
CT_CPP_REDUCTION(prod)
CT_CPP_REDUCTION(min)
CT_CPP_REDUCTION(max)
CT_CPP_REDUCTION(mean)
CT_CPP_REDUCTION(var)
CT_CPP_REDUCTION(std)
CT_CPP_REDUCTION(any)
CT_CPP_REDUCTION(all)
CT_CPP_REDUCTION(argmin)
CT_CPP_REDUCTION(argmax)
CT_CPP_REDUCTION(ptp)
CT_CPP_REDUCTION(count_nonzero)
#undef CT_CPP_REDUCTION

/* The indices need no ct_end here: ct_get(x, {ct_at(0), ct_range(1, -1)}). */
inline ct_array *ct_get(const ct_array *a, std::initializer_list<ct_index> list)
{
    std::vector<ct_index> indices(list);
    indices.push_back(ct_end);
    return ct_index_get(a, indices.data());
}
inline ct_status ct_set(ct_array *a, const ct_array *value, std::initializer_list<ct_index> list)
{
    std::vector<ct_index> indices(list);
    indices.push_back(ct_end);
    return ct_index_set(a, indices.data(), value);
}
/* ct_zeros({3, 4}, CT_FLOAT64) */
inline ct_array *ct_zeros(std::initializer_list<int64_t> shape, const ct_dtype *dtype)
{
    return ct_zeros((int)shape.size(), shape.begin(), dtype);
}
inline ct_array *ct_ones(std::initializer_list<int64_t> shape, const ct_dtype *dtype)
{
    return ct_ones((int)shape.size(), shape.begin(), dtype);
}
inline ct_array *ct_reshape(const ct_array *a, std::initializer_list<int64_t> shape)
{
    return ct_reshape(a, (int)shape.size(), shape.begin());
}

inline cx *CX(bool x)
{
    return cx_bool(x);
}
inline cx *CX(int x)
{
    return cx_int(x);
}
inline cx *CX(int64_t x)
{
    return cx_int(x);
}
inline cx *CX(uint64_t x)
{
    return cx_uint(x);
}
inline cx *CX(double x)
{
    return cx_float(x);
}
inline cx *CX(const ct_array *x)
{
    return cx_array(x);
}

#endif
#endif
