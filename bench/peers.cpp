// peers.cpp: what Eigen, xtensor with xsimd, OpenBLAS and plain loops make of the same work. Every
// function is (n, operands, output); run() repeats one. Loaded by native.py, which finds a function
// by its name: eigen_NAME and xtensor_NAME are expressions of fused.py; limit_NAME and stream_NAME
// move the memory of an operation and do next to nothing else, with plain stores and with stores
// past the cache; limit_matmul is OpenBLAS. A peer whose headers are missing has no functions.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <omp.h>

#ifdef __AVX__
#include <immintrin.h>
#endif

using operands = const void *const *;
using work = void(ptrdiff_t n, operands in, void *out);

static const double *f64(operands in, int i)
{
    return static_cast<const double *>(in[i]);
}

extern "C" void run(work *function, ptrdiff_t n, operands in, void *out, int64_t times)
{
    for (int64_t i = 0; i < times; i++) {
        function(n, in, out);
        asm volatile("" ::: "memory");
    }
}

// ---- the limits of memory

enum { SHARE = 100000 }; // fewer elements than this are one thread's work

#define LIMIT(name, type, expression)                                                              \
    extern "C" void limit_##name(ptrdiff_t n, operands in, void *out)                              \
    {                                                                                              \
        const double *a = f64(in, 0), *b = f64(in, 1);                                             \
        type *o = static_cast<type *>(out);                                                        \
        _Pragma("omp parallel for simd if (n > SHARE)") for (ptrdiff_t i = 0; i < n; i++) o[i] =   \
            expression;                                                                            \
    }
LIMIT(add, double, a[i] + b[i])
LIMIT(multiply, double, a[i] * b[i])
LIMIT(less, bool, a[i] < b[i])

extern "C" void limit_copy(ptrdiff_t n, operands in, void *out)
{
    const double *a = f64(in, 0);
    double *o = static_cast<double *>(out);
#pragma omp parallel for simd if (n > SHARE)
    for (ptrdiff_t i = 0; i < n; i++)
        o[i] = a[i];
}

// Eight accumulators of a cache line each, so that reading is what takes the time.
typedef double lanes __attribute__((vector_size(64), aligned(8)));

template <class Step> static double folded(const double *a, ptrdiff_t n, Step step)
{
    double result = a[0];
    ptrdiff_t i = 1;
    if (n >= 128) {
        lanes part[8];
        memcpy(part, a, sizeof part);
        for (i = 64; i + 64 <= n; i += 64)
            for (int u = 0; u < 8; u++)
                part[u] = step(part[u], *reinterpret_cast<const lanes *>(a + i + 8 * u));
        for (int u = 1; u < 8; u++)
            part[0] = step(part[0], part[u]);
        result = part[0][0];
        for (int j = 1; j < 8; j++)
            result = step(result, part[0][j]);
    }
    for (; i < n; i++)
        result = step(result, a[i]);
    return result;
}

template <class Step> static void shared(ptrdiff_t n, operands in, void *out, Step step)
{
    ptrdiff_t parts = n > SHARE ? omp_get_max_threads() : 1;
    double results[256];
    parts = std::min<ptrdiff_t>(parts, 256);
#pragma omp parallel for num_threads(parts)
    for (ptrdiff_t t = 0; t < parts; t++)
        results[t] =
            folded(f64(in, 0) + n / parts * t, t + 1 < parts ? n / parts : n - n / parts * t, step);
    *static_cast<double *>(out) = folded(results, parts, step);
}

extern "C" void limit_sum(ptrdiff_t n, operands in, void *out)
{
    shared(n, in, out, [](auto x, auto y) { return x + y; });
}

extern "C" void limit_max(ptrdiff_t n, operands in, void *out)
{
    shared(n, in, out, [](auto x, auto y) { return x > y ? x : y; });
}

#ifdef __AVX__
#define STREAM(name, expression)                                                                   \
    extern "C" void stream_##name(ptrdiff_t n, operands in, void *out)                             \
    {                                                                                              \
        const double *a = f64(in, 0), *b = f64(in, 1);                                             \
        double *o = static_cast<double *>(out);                                                    \
        (void)b;                                                                                   \
        _Pragma("omp parallel if (n > SHARE)")                                                     \
        {                                                                                          \
            _Pragma("omp for") for (ptrdiff_t i = 0; i < n / 4; i++)                               \
                _mm256_stream_pd(o + 4 * i, expression);                                           \
            _mm_sfence();                                                                          \
        }                                                                                          \
        for (ptrdiff_t i = n / 4 * 4; i < n; i++)                                                  \
            o[i] = a[i];                                                                           \
    }
STREAM(copy, _mm256_loadu_pd(a + 4 * i))
STREAM(add, _mm256_add_pd(_mm256_loadu_pd(a + 4 * i), _mm256_loadu_pd(b + 4 * i)))
STREAM(multiply, _mm256_mul_pd(_mm256_loadu_pd(a + 4 * i), _mm256_loadu_pd(b + 4 * i)))
#endif

#if __has_include(<cblas.h>)
#include <cblas.h>
#include <cmath>

extern "C" void limit_matmul(ptrdiff_t n, operands in, void *out)
{
    int side = (int)std::lround(std::sqrt((double)n));
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, side, side, side, 1, f64(in, 0), side,
                f64(in, 1), side, 0, static_cast<double *>(out), side);
}
#endif

// ---- the fused expressions

// A name of fused.py and its expression of arrays a, b, c, d, e that both libraries read alike.
#define EXPRESSIONS(ROW)                                                                           \
    ROW(linear, 2.0 * a + 3.0 * b)                                                                 \
    ROW(hypotenuse, sqrt(a *a + b * b))                                                            \
    ROW(products, a *b + c * d - e)                                                                \
    ROW(polynomial, ((((0.5 * a - 1.25) * a + 2.0) * a + 0.75) * a - 3.0) * a + 1.0)               \
    ROW(sigmoid, 1.0 / (1.0 + exp(-a)))

#define BIND(make)                                                                                 \
    [[maybe_unused]] auto a = make(0);                                                             \
    [[maybe_unused]] auto b = make(1);                                                             \
    [[maybe_unused]] auto c = make(2);                                                             \
    [[maybe_unused]] auto d = make(3);                                                             \
    [[maybe_unused]] auto e = make(4)

#if __has_include(<eigen3/Eigen/Dense>)
#include <eigen3/Eigen/Dense>

using vector = Eigen::Map<const Eigen::ArrayXd>;
using target = Eigen::Map<Eigen::ArrayXd>;

#define EIGEN(name, expression)                                                                    \
    extern "C" void eigen_##name(ptrdiff_t n, operands in, void *out)                              \
    {                                                                                              \
        auto make = [&](int i) { return vector(f64(in, i), n); };                                  \
        BIND(make);                                                                                \
        target(static_cast<double *>(out), n) = expression;                                        \
    }
EXPRESSIONS(EIGEN)

extern "C" void eigen_squares(ptrdiff_t n, operands in, void *out)
{
    *static_cast<double *>(out) = (vector(f64(in, 0), n) - vector(f64(in, 1), n)).square().sum();
}

extern "C" void eigen_masked(ptrdiff_t n, operands in, void *out)
{
    Eigen::Map<const Eigen::Array<bool, Eigen::Dynamic, 1>> k(static_cast<const bool *>(in[1]), n);
    *static_cast<double *>(out) = k.select(vector(f64(in, 0), n), 0.0).sum() / (double)k.count();
}

extern "C" void eigen_standardise(ptrdiff_t n, operands in, void *out)
{
    using table = Eigen::Array<double, Eigen::Dynamic, 10, Eigen::RowMajor>;
    Eigen::Map<const table> x(f64(in, 0), n / 10, 10);
    Eigen::Map<table> o(static_cast<double *>(out), n / 10, 10);
    Eigen::Array<double, 1, 10> mean = x.colwise().mean();
    Eigen::Array<double, 1, 10> scale =
        (x.rowwise() - mean).square().colwise().mean().sqrt().inverse();
    o = (x.rowwise() - mean).rowwise() * scale;
}

enum { BLOCK = 512 };
using block = Eigen::Array<double, Eigen::Dynamic, 1, 0, BLOCK, 1>;

static block normal(const block &x)
{
    block k = 1.0 / (1.0 + 0.2316419 * x.abs());
    block w =
        1.0 -
        0.3989422804014327 * (-0.5 * x * x).exp() *
            (k * (0.31938153 +
                  k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429)))));
    return (x < 0.0).select(1.0 - w, w);
}

extern "C" void eigen_options(ptrdiff_t n, operands in, void *out)
{
    for (ptrdiff_t i = 0; i < n; i += BLOCK) {
        ptrdiff_t m = std::min<ptrdiff_t>(BLOCK, n - i);
        auto make = [&](int j) { return vector(f64(in, j) + i, m); };
        vector a = make(0), b = make(1), c = make(2);
        block root = 0.3 * c.sqrt();
        block first = ((a / b).log() + 0.065 * c) / root;
        target(static_cast<double *>(out) + i, m) =
            a * normal(first) - b * (-0.02 * c).exp() * normal(first - root);
    }
}
#endif

#if __has_include(<xtensor/xadapt.hpp>) && __has_include(<xsimd/xsimd.hpp>)
#define XTENSOR_USE_XSIMD
#include <xtensor/xadapt.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>
#include <xtensor/xtensor.hpp>

#define XTENSOR(name, expression)                                                                  \
    extern "C" void xtensor_##name(ptrdiff_t n, operands in, void *out)                            \
    {                                                                                              \
        std::array<size_t, 1> shape = {(size_t)n};                                                 \
        auto make = [&](int i) {                                                                   \
            return xt::adapt(f64(in, i), (size_t)n, xt::no_ownership(), shape);                    \
        };                                                                                         \
        BIND(make);                                                                                \
        auto o = xt::adapt(static_cast<double *>(out), (size_t)n, xt::no_ownership(), shape);      \
        xt::noalias(o) = expression;                                                               \
    }
EXPRESSIONS(XTENSOR)

extern "C" void xtensor_squares(ptrdiff_t n, operands in, void *out)
{
    std::array<size_t, 1> shape = {(size_t)n};
    auto a = xt::adapt(f64(in, 0), (size_t)n, xt::no_ownership(), shape);
    auto b = xt::adapt(f64(in, 1), (size_t)n, xt::no_ownership(), shape);
    *static_cast<double *>(out) = xt::sum(xt::square(a - b), xt::evaluation_strategy::immediate)();
}
#endif
