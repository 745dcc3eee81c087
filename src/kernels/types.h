/* types.h: the element types as loops see them, by short tags (i8 ... c128), and classes of tags.
 *
 * For each tag: S_ the stored C type, C_ the type expressions compute in (float for float16), U_ an
 * unsigned type whose arithmetic cannot overflow or be promoted to int, N_ the ct_type_num, LOAD_
 * and STORE_.
 * A class FOR_X(M, ...) applies M(row tag, function tag, ...) to its members; M##_ALIAS is applied
 * where another tag's function has the same bits (signed addition is unsigned addition). */
#ifndef CT_KERNELS_TYPES_H
#define CT_KERNELS_TYPES_H

#include <complex.h>
#include <fenv.h>
#include <math.h>
#include <string.h>

#include "half.h"
#include "kernels.h"

typedef float _Complex ct_c64;
typedef double _Complex ct_c128;

#define S_b1   uint8_t
#define S_i8   int8_t
#define S_u8   uint8_t
#define S_i16  int16_t
#define S_u16  uint16_t
#define S_i32  int32_t
#define S_u32  uint32_t
#define S_i64  int64_t
#define S_u64  uint64_t
#define S_f16  uint16_t
#define S_f32  float
#define S_f64  double
#define S_c64  ct_c64
#define S_c128 ct_c128

#define C_b1   uint8_t
#define C_i8   int8_t
#define C_u8   uint8_t
#define C_i16  int16_t
#define C_u16  uint16_t
#define C_i32  int32_t
#define C_u32  uint32_t
#define C_i64  int64_t
#define C_u64  uint64_t
#define C_f16  float
#define C_f32  float
#define C_f64  double
#define C_c64  ct_c64
#define C_c128 ct_c128

#define U_b1   unsigned
#define U_i8   unsigned
#define U_u8   unsigned
#define U_i16  unsigned
#define U_u16  unsigned
#define U_i32  unsigned
#define U_u32  unsigned
#define U_i64  uint64_t
#define U_u64  uint64_t
#define U_f16  unsigned
#define U_f32  unsigned
#define U_f64  uint64_t
#define U_c64  float /* complex: the type of a part */
#define U_c128 double

/* binary16 as bits */
#define S_raw16           uint16_t
#define C_raw16           uint16_t
#define U_raw16           unsigned
#define LOAD_raw16(p)     LOAD_PLAIN(uint16_t, p)
#define STORE_raw16(p, v) STORE_PLAIN(uint16_t, p, v)

#define N_b1   CT_NUM_BOOL
#define N_i8   CT_NUM_INT8
#define N_u8   CT_NUM_UINT8
#define N_i16  CT_NUM_INT16
#define N_u16  CT_NUM_UINT16
#define N_i32  CT_NUM_INT32
#define N_u32  CT_NUM_UINT32
#define N_i64  CT_NUM_INT64
#define N_u64  CT_NUM_UINT64
#define N_f16  CT_NUM_FLOAT16
#define N_f32  CT_NUM_FLOAT32
#define N_f64  CT_NUM_FLOAT64
#define N_c64  CT_NUM_COMPLEX64
#define N_c128 CT_NUM_COMPLEX128
#define N_str  CT_NUM_STR
#define N_byt  CT_NUM_BYTES

#define LOAD_PLAIN(S, p)     (*(const S *)(p))
#define LOAD_b1(p)           LOAD_PLAIN(uint8_t, p)
#define LOAD_i8(p)           LOAD_PLAIN(int8_t, p)
#define LOAD_u8(p)           LOAD_PLAIN(uint8_t, p)
#define LOAD_i16(p)          LOAD_PLAIN(int16_t, p)
#define LOAD_u16(p)          LOAD_PLAIN(uint16_t, p)
#define LOAD_i32(p)          LOAD_PLAIN(int32_t, p)
#define LOAD_u32(p)          LOAD_PLAIN(uint32_t, p)
#define LOAD_i64(p)          LOAD_PLAIN(int64_t, p)
#define LOAD_u64(p)          LOAD_PLAIN(uint64_t, p)
#define LOAD_f16(p)          half_to_float(*(const uint16_t *)(p))
#define LOAD_f32(p)          LOAD_PLAIN(float, p)
#define LOAD_f64(p)          LOAD_PLAIN(double, p)
#define LOAD_c64(p)          LOAD_PLAIN(ct_c64, p)
#define LOAD_c128(p)         LOAD_PLAIN(ct_c128, p)
#define STORE_PLAIN(S, p, v) (*(S *)(p) = (S)(v))
#define STORE_b1(p, v)       STORE_PLAIN(uint8_t, p, v)
#define STORE_i8(p, v)       STORE_PLAIN(int8_t, p, v)
#define STORE_u8(p, v)       STORE_PLAIN(uint8_t, p, v)
#define STORE_i16(p, v)      STORE_PLAIN(int16_t, p, v)
#define STORE_u16(p, v)      STORE_PLAIN(uint16_t, p, v)
#define STORE_i32(p, v)      STORE_PLAIN(int32_t, p, v)
#define STORE_u32(p, v)      STORE_PLAIN(uint32_t, p, v)
#define STORE_i64(p, v)      STORE_PLAIN(int64_t, p, v)
#define STORE_u64(p, v)      STORE_PLAIN(uint64_t, p, v)
#define STORE_f16(p, v)      (*(uint16_t *)(p) = float_to_half(v))
#define STORE_f32(p, v)      STORE_PLAIN(float, p, v)
#define STORE_f64(p, v)      STORE_PLAIN(double, p, v)
#define STORE_c64(p, v)      STORE_PLAIN(ct_c64, p, v)
#define STORE_c128(p, v)     STORE_PLAIN(ct_c128, p, v)

/* The tag of a result: the class of outputs named in loops.def. */
#define OUT_SAME(t)    t
#define OUT_BOOL(t)    b1
#define OUT_FLAG(t)    b1
#define OUT_U8(t)      u8
#define OUT_I32(t)     i32
#define OUT_REAL(t)    REAL_##t
#define REAL_c64       f32
#define REAL_c128      f64
#define PASTE_(a, b)   a##b
#define PASTE(a, b)    PASTE_(a, b)
#define STORED(t)      PASTE(S_, t)
#define COMPUTED(t)    PASTE(C_, t)
#define NUM(t)         PASTE(N_, t)
#define LOAD(t, p)     PASTE(LOAD_, t)(p)
#define STORE(t, p, v) PASTE(STORE_, t)(p, v)

/* -- classes of types ------------------------------------------------------------------------ */

#define FOR_INTS(M, ...)                                                                           \
    M(i8, i8, __VA_ARGS__)                                                                         \
    M(u8, u8, __VA_ARGS__)                                                                         \
    M(i16, i16, __VA_ARGS__)                                                                       \
    M(u16, u16, __VA_ARGS__)                                                                       \
    M(i32, i32, __VA_ARGS__)                                                                       \
    M(u32, u32, __VA_ARGS__) M(i64, i64, __VA_ARGS__) M(u64, u64, __VA_ARGS__)
/* Integers whose signed and unsigned loops are the same code. */
#define FOR_BITS(M, ...)                                                                           \
    M##_ALIAS(i8, u8, __VA_ARGS__) M(u8, u8, __VA_ARGS__) M##_ALIAS(i16, u16, __VA_ARGS__)         \
        M(u16, u16, __VA_ARGS__) M##_ALIAS(i32, u32, __VA_ARGS__) M(u32, u32, __VA_ARGS__)         \
            M##_ALIAS(i64, u64, __VA_ARGS__) M(u64, u64, __VA_ARGS__)
/* ... and bool's, which holds 0 or 1 in a byte. */
#define FOR_BITS_BOOL(M, ...)     M##_ALIAS(b1, u8, __VA_ARGS__) FOR_BITS(M, __VA_ARGS__)
#define FOR_INTS_BOOL(M, ...)     M##_ALIAS(b1, u8, __VA_ARGS__) FOR_INTS(M, __VA_ARGS__)
#define FOR_HALF(M, ...)          M(f16, f16, __VA_ARGS__)
#define FOR_SINGLE_DOUBLE(M, ...) M(f32, f32, __VA_ARGS__) M(f64, f64, __VA_ARGS__)
#define FOR_SINGLE(M, ...)        M(f32, f32, __VA_ARGS__)
#define FOR_DOUBLE(M, ...)        M(f64, f64, __VA_ARGS__)
#define FOR_FLOATS(M, ...)                                                                         \
    M(f16, f16, __VA_ARGS__) M(f32, f32, __VA_ARGS__) M(f64, f64, __VA_ARGS__)
#define FOR_COMPLEX(M, ...) M(c64, c64, __VA_ARGS__) M(c128, c128, __VA_ARGS__)

#endif
