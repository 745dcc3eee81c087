/* carton/compiler.h: the one place for compiler extensions and the words of ownership. */
#ifndef CARTON_COMPILER_H
#define CARTON_COMPILER_H

#include <stdint.h>

#ifdef __cplusplus
#define CT_BEGIN_DECLS extern "C" {
#define CT_END_DECLS   }
#else
#define CT_BEGIN_DECLS
#define CT_END_DECLS
#endif

#if defined(__GNUC__) || defined(__clang__)
#define CT_API             __attribute__((visibility("default")))
#define CT_PRINTF(f, a)    __attribute__((format(printf, f, a)))
#define CT_CLEANUP(f)      __attribute__((cleanup(f)))
#define CT_GIVE            __attribute__((warn_unused_result)) /* returns an owned reference */
#define CT_INLINE          static inline __attribute__((always_inline))
#define CT_APART           __attribute__((noinline)) /* its frame costs its callers nothing */
#define CT_STACK_HERE()    ((uintptr_t)__builtin_frame_address(0)) /* how deep the stack is */
#define CT_LIKELY(x)       __builtin_expect(!!(x), 1)
#define CT_UNLIKELY(x)     __builtin_expect(!!(x), 0)
#define CT_COMPLEX(re, im) __builtin_complex(re, im)
/* A few bytes per thread that nearly every call reads: at a fixed distance from the thread pointer,
 * for which the loader of glibc keeps some hundred bytes free in every thread. */
#if defined(__GLIBC__)
#define CT_PER_THREAD _Thread_local __attribute__((tls_model("initial-exec")))
#else
#define CT_PER_THREAD _Thread_local
#endif
/* Before a loop: its iterations are independent, vectorise it; it is short, write out all of it.
 * Inside one: leave it scalar. */
#if defined(__clang__)
#define CT_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#define CT_UNROLL      _Pragma("clang loop unroll(full)")
#else
#define CT_INDEPENDENT _Pragma("GCC ivdep")
#define CT_UNROLL      _Pragma("GCC unroll 16")
#endif
#define CT_KEEP_SCALAR() __asm__ volatile("")
/* A vector that is used several times: loaded once, not once for each use. */
#if defined(__x86_64__)
#define CT_IN_REGISTER(x) __asm__("" : "+v"(x))
#endif
/* The floating-point flags that long double and feraiseexcept set beside those of SSE: the same
 * bits. */
#if defined(__x86_64__)
#define CT_X87_FLAGS(status) __asm__ volatile("fnstsw %0" : "=a"(status))
#define CT_X87_CLEAR()       __asm__ volatile("fnclex")
#endif
#else
#error "Carton needs GCC or Clang"
#endif
#define CT_TAKE /* this parameter's reference is given away, also when the call fails */

#endif
