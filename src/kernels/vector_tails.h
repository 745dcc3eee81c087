/* vector_tails.h: polynomials, lowest coefficients first, printed by script/coefficients. */
#ifndef CT_VECTOR_TAILS_H
#define CT_VECTOR_TAILS_H

#define VM_HORNER_0(fma, x, a)       a
#define VM_HORNER_1(fma, x, a, ...)  fma(VM_HORNER_0(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_2(fma, x, a, ...)  fma(VM_HORNER_1(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_3(fma, x, a, ...)  fma(VM_HORNER_2(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_4(fma, x, a, ...)  fma(VM_HORNER_3(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_5(fma, x, a, ...)  fma(VM_HORNER_4(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_6(fma, x, a, ...)  fma(VM_HORNER_5(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_7(fma, x, a, ...)  fma(VM_HORNER_6(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_8(fma, x, a, ...)  fma(VM_HORNER_7(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_9(fma, x, a, ...)  fma(VM_HORNER_8(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_10(fma, x, a, ...) fma(VM_HORNER_9(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_11(fma, x, a, ...) fma(VM_HORNER_10(fma, x, __VA_ARGS__), x, a)
#define VM_HORNER_12(fma, x, a, ...) fma(VM_HORNER_11(fma, x, __VA_ARGS__), x, a)
/* exp, float32, degree 4: -26.56, -26.62 */
#define VF_EXP_TAIL(x)                                                                             \
    VM_HORNER_4(FMAF, x, 0x1.000000p-1f, 0x1.5554dep-3f, 0x1.55551ap-5f, 0x1.120b62p-7f,           \
                0x1.6d10fcp-10f)
/* exp, float64, degree 10: -61.94, -61.36 */
#define VM_EXP_TAIL(x)                                                                             \
    VM_HORNER_10(FMA, x, 0x1.000000p-1, 0x1.5555555555557p-3, 0x1.5555555555556p-5,                \
                 0x1.11111111100dfp-7, 0x1.6c16c16c162d6p-10, 0x1.a01a01abe62ddp-13,               \
                 0x1.a01a01a6d7808p-16, 0x1.71de02375656cp-19, 0x1.27e4db67b4303p-22,              \
                 0x1.af4ddd84882fep-26, 0x1.1f72fc730b4ffp-29)
/* exp2, float32, degree 5: -27.56, -26.7 */
#define VF_EXP2_TAIL(x)                                                                            \
    VM_HORNER_5(FMAF, x, 0x1.62e430p-1f, 0x1.ebfbe0p-3f, 0x1.c6af6cp-5f, 0x1.3b2a54p-7f,           \
                0x1.5f0890p-10f, 0x1.44138ap-13f)
/* exp2, float64, degree 10: -56.72, -55.49 */
#define VM_EXP2_TAIL(x)                                                                            \
    VM_HORNER_10(FMA, x, 0x1.62e42fefa39efp-1, 0x1.ebfbdff82c598p-3, 0x1.c6b08d704a0c2p-5,         \
                 0x1.3b2ab6fba1ddap-7, 0x1.5d87fe78a5276p-10, 0x1.430913096fd9fp-13,               \
                 0x1.ffcbfc670dcd4p-17, 0x1.62bfd47773353p-20, 0x1.b524fae627834p-24,              \
                 0x1.e6063f7217bc6p-28, 0x1.e9d3fe3952179p-32)
/* log, float32, degree 9: -29.49, -28.35 */
#define VF_LOG_TAIL(x)                                                                             \
    VM_HORNER_9(FMAF, x, -0x1.000000p-1f, 0x1.55554ep-2f, -0x1.000008p-2f, 0x1.99a130p-3f,         \
                -0x1.5559e6p-3f, 0x1.237a56p-3f, -0x1.fcc1aep-4f, 0x1.e3d33ap-4f, -0x1.d962f2p-4f, \
                0x1.15425cp-4f)
/* log, float64, degree 20: -58.42, -57.36 */
#define VM_LOG_TAIL(x, x2, x4)                                                                     \
    FMA(FMA(VM_HORNER_4(FMA, x4, 0x1.999999999772bp-3, 0x1.c71c70c1303cbp-4, 0x1.3b0eda8f5d75cp-4, \
                        0x1.dd3093b701211p-5, 0x1.ceab3eecb74d9p-5),                               \
            x,                                                                                     \
            VM_HORNER_4(FMA, x4, -0x1.fffffffffff34p-3, -0x1.fffffff7e955cp-4,                     \
                        -0x1.55556c388aeddp-4, -0x1.00b0e81fd59f4p-4, -0x1.fc84a09888c57p-5)),     \
        x2,                                                                                        \
        FMA(VM_HORNER_4(FMA, x4, 0x1.555555555555cp-2, 0x1.249249261f2ccp-3, 0x1.745d460eacbc4p-4, \
                        0x1.115b4daceee38p-4, 0x1.bb08e0be73d94p-5),                               \
            x,                                                                                     \
            VM_HORNER_5(FMA, x4, -0x1.000000p-1, -0x1.5555555561dddp-3, -0x1.99999a6364b62p-4,     \
                        -0x1.248b2a78bff20p-4, -0x1.b635ac30a3dacp-5, -0x1.8e8f5f6d78efbp-6)))
/* log2, float32, degree 10: -30.34, -26.65 */
#define VF_LOG2_TAIL(x)                                                                            \
    VM_HORNER_10(FMAF, x, 0x1.c551dap-2f, -0x1.715476p-1f, 0x1.ec7080p-2f, -0x1.7154b2p-2f,        \
                 0x1.27805cp-2f, -0x1.ec6fc6p-3f, 0x1.a3ec06p-3f, -0x1.6efd90p-3f, 0x1.60f528p-3f, \
                 -0x1.575928p-3f, 0x1.84608cp-4f)
/* log2, float64, degree 21: -59.24, -55.14 */
#define VM_LOG2_TAIL(x, x2, x4)                                                                    \
    FMA(FMA(VM_HORNER_4(FMA, x4, -0x1.71547652b800fp-2, -0x1.71547641fc287p-3,                     \
                        -0x1.ec709bde9879cp-4, -0x1.726c96263fa73p-4, -0x1.735b00d1c5594p-4),      \
            x,                                                                                     \
            VM_HORNER_4(FMA, x4, 0x1.ec709dc3a0433p-2, 0x1.a61762ac71ca2p-3, 0x1.0c9ab88c54a07p-3, \
                        0x1.8a7edf409421fp-4, 0x1.41f5576cdfd64p-4)),                              \
        x2,                                                                                        \
        FMA(VM_HORNER_5(FMA, x4, -0x1.71547652b82ffp-1, -0x1.ec709dc3de50ep-3,                     \
                        -0x1.2776c6edde219p-3, -0x1.a60d06a2aa842p-4, -0x1.3aff910ec026ap-4,       \
                        -0x1.17115e91ac526p-5),                                                    \
            x,                                                                                     \
            VM_HORNER_5(FMA, x4, 0x1.c551d94ae0bf8p-2, 0x1.2776c50ef5449p-2, 0x1.484b128b845f3p-3, \
                        0x1.c68596a3c9e56p-4, 0x1.576973d0e6deep-4, 0x1.4c6c00bec13ccp-4)))
/* log10, float32, degree 9: -29.49, -27.05 */
#define VF_LOG10_TAIL(x)                                                                           \
    VM_HORNER_9(FMAF, x, -0x1.bcb7b2p-3f, 0x1.287a70p-3f, -0x1.bcb7bep-4f, 0x1.63ccbep-4f,         \
                -0x1.287e6cp-4f, 0x1.fa5952p-5f, -0x1.b9e67cp-5f, 0x1.a43ec2p-5f, -0x1.9b2da6p-5f, \
                0x1.e1a60cp-6f)
/* log10, float64, degree 20: -58.42, -56.22 */
#define VM_LOG10_TAIL(x, x2, x4)                                                                   \
    FMA(FMA(VM_HORNER_4(FMA, x4, 0x1.63c62775232f0p-4, 0x1.8b4df2106f794p-5, 0x1.11a7ea74cd1b9p-5, \
                        0x1.9e7b54399d8cdp-6, 0x1.91de7f02f4ee9p-6),                               \
            x,                                                                                     \
            VM_HORNER_4(FMA, x4, -0x1.bcb7b1526e45dp-4, -0x1.bcb7b14b67c25p-5,                     \
                        -0x1.287a8a1832d31p-5, -0x1.bdeb02da1d077p-6, -0x1.b9b174c965736p-6)),     \
        x2,                                                                                        \
        FMA(VM_HORNER_4(FMA, x4, 0x1.287a7636f4365p-3, 0x1.fc3fa617c1d40p-5, 0x1.436e7b0d75ed2p-5, \
                        0x1.dade80549ab06p-6, 0x1.80d0a601621b8p-6),                               \
            x,                                                                                     \
            VM_HORNER_5(FMA, x4, -0x1.bcb7b1526e50ep-3, -0x1.287a7636ff18dp-4,                     \
                        -0x1.63c628246b963p-5, -0x1.fc3347c7343a4p-6, -0x1.7c9fc34554847p-6,       \
                        -0x1.5a2f530845d40p-7)))
/* sin, float32, degree 2: -26.13, -26.24 */
#define VF_SIN_TAIL(x) VM_HORNER_2(FMAF, x, -0x1.555552p-3f, 0x1.110c28p-7f, -0x1.9ac9b0p-13f)
/* sin, float64, degree 5: -55.99, -55.45 */
#define VM_SIN_TAIL(x, x2)                                                                         \
    FMA(VM_HORNER_2(FMA, x2, 0x1.1111111110bb2p-7, 0x1.71de37968a100p-19, 0x1.5e0b19f8b1451p-33),  \
        x,                                                                                         \
        VM_HORNER_2(FMA, x2, -0x1.5555555555555p-3, -0x1.a01a019e83aaep-13,                        \
                    -0x1.ae600b02b6262p-26))
/* cos, float32, degree 2: -29.79, -30.15 */
#define VF_COS_TAIL(x) VM_HORNER_2(FMAF, x, 0x1.555554p-5f, -0x1.6c12d2p-10f, 0x1.9bd89cp-16f)
/* cos, float64, degree 5: -60.34, -59.47 */
#define VM_COS_TAIL(x, x2)                                                                         \
    FMA(VM_HORNER_2(FMA, x2, -0x1.6c16c16c16967p-10, -0x1.27e4fa17da09ep-22,                       \
                    -0x1.907da367a37cbp-37),                                                       \
        x,                                                                                         \
        VM_HORNER_2(FMA, x2, 0x1.5555555555555p-5, 0x1.a01a019f4eb01p-16, 0x1.1eeb68e93b64cp-29))
/* tan, float32, degree 6: -27.84, -27.22 */
#define VF_TAN_TAIL(x)                                                                             \
    VM_HORNER_6(FMAF, x, 0x1.555556p-2f, 0x1.111088p-3f, 0x1.ba529ap-5f, 0x1.623d94p-6f,           \
                0x1.46708cp-7f, 0x1.36b996p-10f, 0x1.f7ba60p-9f)
/* tan, float64, degree 14: -58.24, -55.82 */
#define VM_TAN_TAIL(x, x2, x4)                                                                     \
    FMA(FMA(VM_HORNER_2(FMA, x4, 0x1.664f487d825e1p-6, 0x1.351b7f935bf85p-11,                      \
                        -0x1.718e379a38132p-17),                                                   \
            x,                                                                                     \
            VM_HORNER_3(FMA, x4, 0x1.ba1ba1ba29c21p-5, 0x1.7da7fa99fca91p-10,                      \
                        0x1.d24dfe20bc85bp-15, 0x1.1ca765e4c0039p-17)),                            \
        x2,                                                                                        \
        FMA(VM_HORNER_3(FMA, x4, 0x1.1111111111099p-3, 0x1.d6d3944502de5p-9,                       \
                        0x1.796ce0408401dp-14, -0x1.3347cc60aa3fcp-16),                            \
            x,                                                                                     \
            VM_HORNER_3(FMA, x4, 0x1.5555555555555p-2, 0x1.226e3662c71bfp-7,                       \
                        0x1.f9e369939f5edp-13, 0x1.3251e75204828p-15)))
/* tanh, float32, degree 5: -29.87, -27.23 */
#define VF_TANH_TAIL(x)                                                                            \
    VM_HORNER_5(FMAF, x, -0x1.555556p-2f, 0x1.1110d8p-3f, -0x1.ba02aap-5f, 0x1.644a1ep-6f,         \
                -0x1.0f1266p-7f, 0x1.224fcep-9f)
/* tanh, float64, degree 11: -57.84, -56.44 */
#define VM_TANH_TAIL(x, x2)                                                                        \
    FMA(VM_HORNER_5(FMA, x2, 0x1.1111111111029p-3, 0x1.664f4879d648fp-6, 0x1.d6d3796d1d5c2p-9,     \
                    0x1.3513c1ccb053ap-11, 0x1.80b2261458719p-14, 0x1.9629540e865efp-18),          \
        x,                                                                                         \
        VM_HORNER_5(FMA, x2, -0x1.5555555555555p-2, -0x1.ba1ba1ba01f10p-5, -0x1.226e33c3df3aap-7,  \
                    -0x1.7d9d74f72962dp-10, -0x1.f1559b9206bb1p-13, -0x1.fbf2134f7c876p-16))
/* sinh, float32, degree 3: -32.46, -27.9 */
#define VF_SINH_TAIL(x, x2)                                                                        \
    FMAF(VM_HORNER_1(FMAF, x2, 0x1.11111ep-7f, 0x1.78a70ep-19f), x,                                \
         VM_HORNER_1(FMAF, x2, 0x1.555556p-3f, 0x1.a00900p-13f))
/* sinh, float64, degree 6: -61.55, -56.6 */
#define VM_SINH_TAIL(x, x2)                                                                        \
    FMA(VM_HORNER_2(FMA, x2, 0x1.11111111110fdp-7, 0x1.71de3a4e14f40p-19, 0x1.611cb330c1fe8p-33),  \
        x,                                                                                         \
        VM_HORNER_3(FMA, x2, 0x1.5555555555555p-3, 0x1.a01a01a01ee70p-13, 0x1.ae6460fae3728p-26,   \
                    0x1.b41232cf9950fp-41))
/* cosh, float32, degree 2: -32.61, -31.73 */
#define VF_COSH_TAIL(x, x2)                                                                        \
    FMAF(VM_HORNER_0(FMAF, x2, 0x1.5554eap-5f), x,                                                 \
         VM_HORNER_1(FMAF, x2, 0x1.000000p-1f, 0x1.6d4316p-10f))
/* cosh, float64, degree 5: -68.83, -65.33 */
#define VM_COSH_TAIL(x, x2)                                                                        \
    FMA(VM_HORNER_2(FMA, x2, 0x1.5555555555557p-5, 0x1.a01a01a9e80fep-16, 0x1.1f7f2000f4cf3p-29),  \
        x, VM_HORNER_2(FMA, x2, 0x1.000000p-1, 0x1.6c16c16c15a6cp-10, 0x1.27e4d41d6f553p-22))
/* atan, float32, degree 9: -29.14, -26.1 */
#define VF_ATAN_TAIL(x, x2)                                                                        \
    FMAF(FMAF(FMAF(FMAF(FMAF(FMAF(FMAF(VM_HORNER_1(FMAF, x2, 0x1.aefb2cp-6f, 0x1.86406cp-10f), x,  \
                                       VM_HORNER_1(FMAF, x2, -0x1.9115a4p-5f, -0x1.2ba6b6p-7f)),   \
                                  x, 0x1.2006f8p-4f),                                              \
                             x, -0x1.6dd8fep-4f),                                                  \
                        x, 0x1.c62cdap-4f),                                                        \
                   x, -0x1.248952p-3f),                                                            \
              x, 0x1.999956p-3f),                                                                  \
         x, -0x1.555556p-2f)
/* atan, float64, degree 20: -58.06, -54.38 */
#define VM_ATAN_TAIL(x, x2)                                                                        \
    FMA(FMA(FMA(FMA(FMA(FMA(FMA(VM_HORNER_6(FMA, x2, 0x1.e1dc0d7679adcp-5, 0x1.854a7b99af61dp-5,   \
                                            0x1.3d3f26d5ea7ffp-5, 0x1.c3ac54a572735p-6,            \
                                            0x1.a1fe88baf72d4p-7, 0x1.57cc888719aa0p-9,            \
                                            0x1.1f0adb240a1fbp-13),                                \
                                x,                                                                 \
                                VM_HORNER_7(FMA, x2, -0x1.1110bfea8ed5ep-4, -0x1.af00bd568a3d2p-5, \
                                            -0x1.60ebd1489b946p-5, -0x1.147b2825d82f6p-5,          \
                                            -0x1.4b974a27ac39fp-6, -0x1.aef1a8e977bf8p-8,          \
                                            -0x1.8a2f3ae537bb1p-11, -0x1.8d087295ab9f4p-17)),      \
                            x, 0x1.3b13aaf4aba4ap-4),                                              \
                        x, -0x1.745d16f26d0a3p-4),                                                 \
                    x, 0x1.c71c71c472843p-4),                                                      \
                x, -0x1.249249248c7dap-3),                                                         \
            x, 0x1.99999999998f9p-3),                                                              \
        x, -0x1.5555555555555p-2)
/* asin, float32, degree 5: -29.9, -28.42 */
#define VF_ASIN_TAIL(x, x2)                                                                        \
    FMAF(VM_HORNER_2(FMAF, x2, 0x1.333430p-4f, 0x1.fd8da2p-6f, 0x1.13fed4p-5f), x,                 \
         VM_HORNER_2(FMAF, x2, 0x1.555554p-3f, 0x1.6d5bbap-5f, 0x1.18f91ep-6f))
/* asin, float64, degree 12: -57.95, -57.44 */
#define VM_ASIN_TAIL(x, x2)                                                                        \
    FMA(VM_HORNER_5(FMA, x2, 0x1.3333333332ecap-4, 0x1.f1c71c1db0623p-6, 0x1.1c4d35cf95421p-6,     \
                    0x1.782651caa6547p-7, 0x1.65a9c4dfcf8b2p-8, -0x1.e6aaa8a0a04ccp-7),            \
        x,                                                                                         \
        VM_HORNER_6(FMA, x2, 0x1.5555555555556p-3, 0x1.6db6db6e31f13p-5, 0x1.6e8bb1c8209a2p-6,     \
                    0x1.c9cf07674736ap-7, 0x1.52420b04b37bep-7, 0x1.1d189408314eep-6,              \
                    0x1.d72b2bc8155f8p-6))
/* pow, float64, degree 6: -72.31, -69.39 */
#define VM_POW_TAIL(x)                                                                             \
    VM_HORNER_6(FMA, x, 0x1.5555555555555p-2, -0x1.000000000002dp-2, 0x1.99999999999ebp-3,         \
                -0x1.5555554a21e57p-3, 0x1.2492491a63858p-3, -0x1.000599b0ef46fp-3,                \
                0x1.c726a07dd3b00p-4)
/* powf, float64, degree 11: -33.0, -33.0 */
#define VM_POWF_TAIL(x)                                                                            \
    VM_HORNER_11(FMA, x, 0x1.715476530458cp+0, -0x1.71547678f1feep-1, 0x1.ec709b5b33c1ap-2,        \
                 -0x1.715438ed50d73p-2, 0x1.2777694c44dfdp-2, -0x1.ec8cbb28a46d3p-3,               \
                 0x1.a608e4d0d409cp-3, -0x1.6eb2698f21315p-3, 0x1.4645e59a19474p-3,                \
                 -0x1.41fffb9965927p-3, 0x1.3a457f7b873b6p-3, -0x1.596fe0ad18378p-4)
/* exp2f, float64, degree 5: -27.56, -27.56 */
#define VM_EXP2F_TAIL(x)                                                                           \
    VM_HORNER_5(FMA, x, 0x1.62e4302fc626ep-1, 0x1.ebfbe00e63baep-3, 0x1.c6af6cdbbdcc7p-5,          \
                0x1.3b2a53045179ap-7, 0x1.5f0890162a90ap-10, 0x1.4413896e1ad27p-13)
/* cbrt, float32, degree 4: -14.44, -14.44 */
#define VF_CBRT_TAIL(x)                                                                            \
    VM_HORNER_4(FMAF, x, 0x1.aa913ep+0f, -0x1.2992e0p+0f, 0x1.5e8accp-1f, -0x1.bb1becp-3f,         \
                0x1.c73184p-6f)
/* cbrt, float64, degree 5: -17.15, -17.15 */
#define VM_CBRT_TAIL(x)                                                                            \
    VM_HORNER_5(FMA, x, 0x1.c713e2847cbe6p+0, -0x1.8dd4bd7d34771p+0, 0x1.3a267a3d49ad4p+0,         \
                -0x1.2c4b958d54c08p-1, 0x1.37ce9e9ed0a1dp-3, -0x1.0e87006cbe6bbp-6)
static const double vm_pow_c[128] = {
    0x1.6a00000000000p+0, 0x1.6800000000000p+0, 0x1.6600000000000p+0, 0x1.6400000000000p+0,
    0x1.6200000000000p+0, 0x1.6000000000000p+0, 0x1.5e00000000000p+0, 0x1.5c00000000000p+0,
    0x1.5a00000000000p+0, 0x1.5800000000000p+0, 0x1.5600000000000p+0, 0x1.5600000000000p+0,
    0x1.5400000000000p+0, 0x1.5200000000000p+0, 0x1.5000000000000p+0, 0x1.4e00000000000p+0,
    0x1.4c00000000000p+0, 0x1.4a00000000000p+0, 0x1.4a00000000000p+0, 0x1.4800000000000p+0,
    0x1.4600000000000p+0, 0x1.4400000000000p+0, 0x1.4200000000000p+0, 0x1.4000000000000p+0,
    0x1.4000000000000p+0, 0x1.3e00000000000p+0, 0x1.3c00000000000p+0, 0x1.3a00000000000p+0,
    0x1.3a00000000000p+0, 0x1.3800000000000p+0, 0x1.3600000000000p+0, 0x1.3400000000000p+0,
    0x1.3400000000000p+0, 0x1.3200000000000p+0, 0x1.3000000000000p+0, 0x1.3000000000000p+0,
    0x1.2e00000000000p+0, 0x1.2c00000000000p+0, 0x1.2c00000000000p+0, 0x1.2a00000000000p+0,
    0x1.2800000000000p+0, 0x1.2600000000000p+0, 0x1.2600000000000p+0, 0x1.2400000000000p+0,
    0x1.2400000000000p+0, 0x1.2200000000000p+0, 0x1.2000000000000p+0, 0x1.2000000000000p+0,
    0x1.1e00000000000p+0, 0x1.1c00000000000p+0, 0x1.1c00000000000p+0, 0x1.1a00000000000p+0,
    0x1.1a00000000000p+0, 0x1.1800000000000p+0, 0x1.1600000000000p+0, 0x1.1600000000000p+0,
    0x1.1400000000000p+0, 0x1.1400000000000p+0, 0x1.1200000000000p+0, 0x1.1000000000000p+0,
    0x1.1000000000000p+0, 0x1.0e00000000000p+0, 0x1.0e00000000000p+0, 0x1.0c00000000000p+0,
    0x1.0c00000000000p+0, 0x1.0a00000000000p+0, 0x1.0a00000000000p+0, 0x1.0800000000000p+0,
    0x1.0800000000000p+0, 0x1.0600000000000p+0, 0x1.0400000000000p+0, 0x1.0400000000000p+0,
    0x1.0200000000000p+0, 0x1.0200000000000p+0, 0x1.0000000000000p+0, 0x1.0000000000000p+0,
    0x1.fc00000000000p-1, 0x1.f800000000000p-1, 0x1.f400000000000p-1, 0x1.f000000000000p-1,
    0x1.ec00000000000p-1, 0x1.e800000000000p-1, 0x1.e400000000000p-1, 0x1.e200000000000p-1,
    0x1.de00000000000p-1, 0x1.da00000000000p-1, 0x1.d600000000000p-1, 0x1.d400000000000p-1,
    0x1.d000000000000p-1, 0x1.cc00000000000p-1, 0x1.ca00000000000p-1, 0x1.c600000000000p-1,
    0x1.c400000000000p-1, 0x1.c000000000000p-1, 0x1.be00000000000p-1, 0x1.ba00000000000p-1,
    0x1.b800000000000p-1, 0x1.b400000000000p-1, 0x1.b200000000000p-1, 0x1.ae00000000000p-1,
    0x1.ac00000000000p-1, 0x1.aa00000000000p-1, 0x1.a600000000000p-1, 0x1.a400000000000p-1,
    0x1.a000000000000p-1, 0x1.9e00000000000p-1, 0x1.9c00000000000p-1, 0x1.9a00000000000p-1,
    0x1.9600000000000p-1, 0x1.9400000000000p-1, 0x1.9200000000000p-1, 0x1.9000000000000p-1,
    0x1.8c00000000000p-1, 0x1.8a00000000000p-1, 0x1.8800000000000p-1, 0x1.8600000000000p-1,
    0x1.8400000000000p-1, 0x1.8200000000000p-1, 0x1.7e00000000000p-1, 0x1.7c00000000000p-1,
    0x1.7a00000000000p-1, 0x1.7800000000000p-1, 0x1.7600000000000p-1, 0x1.7400000000000p-1,
    0x1.7200000000000p-1, 0x1.7000000000000p-1, 0x1.6e00000000000p-1, 0x1.6c00000000000p-1};
static const double vm_pow_high[128] = {-0x1.62c82f2b9c000p-2,
                                        -0x1.5d1bdbf581000p-2,
                                        -0x1.5767717456000p-2,
                                        -0x1.51aad872e0000p-2,
                                        -0x1.4be5f95778000p-2,
                                        -0x1.4618bc21c6000p-2,
                                        -0x1.404308686a000p-2,
                                        -0x1.3a64c55694000p-2,
                                        -0x1.347dd9a988000p-2,
                                        -0x1.2e8e2bae12000p-2,
                                        -0x1.2895a13de8000p-2,
                                        -0x1.2895a13de8000p-2,
                                        -0x1.22941fbcf8000p-2,
                                        -0x1.1c898c169a000p-2,
                                        -0x1.1675cababa000p-2,
                                        -0x1.1058bf9ae5000p-2,
                                        -0x1.0a324e2739000p-2,
                                        -0x1.0402594b4d000p-2,
                                        -0x1.0402594b4d000p-2,
                                        -0x1.fb9186d5e4000p-3,
                                        -0x1.ef0adcbdc6000p-3,
                                        -0x1.e27076e2b0000p-3,
                                        -0x1.d5c216b4fc000p-3,
                                        -0x1.c8ff7c79aa000p-3,
                                        -0x1.c8ff7c79aa000p-3,
                                        -0x1.bc286742d8000p-3,
                                        -0x1.af3c94e80c000p-3,
                                        -0x1.a23bc1fe2c000p-3,
                                        -0x1.a23bc1fe2c000p-3,
                                        -0x1.9525a9cf46000p-3,
                                        -0x1.87fa06520c000p-3,
                                        -0x1.7ab890210e000p-3,
                                        -0x1.7ab890210e000p-3,
                                        -0x1.6d60fe719e000p-3,
                                        -0x1.5ff3070a7a000p-3,
                                        -0x1.5ff3070a7a000p-3,
                                        -0x1.526e5e3a1c000p-3,
                                        -0x1.44d2b6ccb8000p-3,
                                        -0x1.44d2b6ccb8000p-3,
                                        -0x1.371fc201e8000p-3,
                                        -0x1.29552f8200000p-3,
                                        -0x1.1b72ad52f6000p-3,
                                        -0x1.1b72ad52f6000p-3,
                                        -0x1.0d77e7cd08000p-3,
                                        -0x1.0d77e7cd08000p-3,
                                        -0x1.fec9131dc0000p-4,
                                        -0x1.e27076e2b0000p-4,
                                        -0x1.e27076e2b0000p-4,
                                        -0x1.c5e548f5bc000p-4,
                                        -0x1.a926d3a4ac000p-4,
                                        -0x1.a926d3a4ac000p-4,
                                        -0x1.8c345d6318000p-4,
                                        -0x1.8c345d6318000p-4,
                                        -0x1.6f0d28ae58000p-4,
                                        -0x1.51b073f060000p-4,
                                        -0x1.51b073f060000p-4,
                                        -0x1.341d7961bc000p-4,
                                        -0x1.341d7961bc000p-4,
                                        -0x1.16536eea38000p-4,
                                        -0x1.f0a30c0118000p-5,
                                        -0x1.f0a30c0118000p-5,
                                        -0x1.b42dd71198000p-5,
                                        -0x1.b42dd71198000p-5,
                                        -0x1.77458f6330000p-5,
                                        -0x1.77458f6330000p-5,
                                        -0x1.39e87b9fe8000p-5,
                                        -0x1.39e87b9fe8000p-5,
                                        -0x1.f829b0e780000p-6,
                                        -0x1.f829b0e780000p-6,
                                        -0x1.7b91b07d60000p-6,
                                        -0x1.fc0a8b0fc0000p-7,
                                        -0x1.fc0a8b0fc0000p-7,
                                        -0x1.fe02a6b100000p-8,
                                        -0x1.fe02a6b100000p-8,
                                        0x0.0p+0,
                                        0x0.0p+0,
                                        0x1.0101575880000p-7,
                                        0x1.0205658930000p-6,
                                        0x1.8492528c90000p-6,
                                        0x1.0415d89e78000p-5,
                                        0x1.466aed42e0000p-5,
                                        0x1.894aa149f8000p-5,
                                        0x1.ccb73cddd8000p-5,
                                        0x1.eea31c0068000p-5,
                                        0x1.1973bd1464000p-4,
                                        0x1.3bdf5a7d20000p-4,
                                        0x1.5e95a4d978000p-4,
                                        0x1.700d30aeac000p-4,
                                        0x1.9335e5d594000p-4,
                                        0x1.b6ac88dad4000p-4,
                                        0x1.c885801bc4000p-4,
                                        0x1.ec739830a0000p-4,
                                        0x1.fe89139dbc000p-4,
                                        0x1.1178e8227e000p-3,
                                        0x1.1aa2b7e240000p-3,
                                        0x1.2d1610c868000p-3,
                                        0x1.365fcb015a000p-3,
                                        0x1.4913d8333c000p-3,
                                        0x1.527e5e4a1c000p-3,
                                        0x1.6574ebe8c2000p-3,
                                        0x1.6f0128b756000p-3,
                                        0x1.7898d85444000p-3,
                                        0x1.8beafeb390000p-3,
                                        0x1.95a5adcf70000p-3,
                                        0x1.a93ed3c8ae000p-3,
                                        0x1.b31d8575bc000p-3,
                                        0x1.bd087383be000p-3,
                                        0x1.c6ffbc6f00000p-3,
                                        0x1.db13db0d48000p-3,
                                        0x1.e530effe72000p-3,
                                        0x1.ef5ade4dd0000p-3,
                                        0x1.f991c6cb3c000p-3,
                                        0x1.07138604d6000p-2,
                                        0x1.0c42d67616000p-2,
                                        0x1.1178e8227e000p-2,
                                        0x1.16b5ccbad0000p-2,
                                        0x1.1bf99635a7000p-2,
                                        0x1.214456d0ec000p-2,
                                        0x1.2bef07cdc9000p-2,
                                        0x1.314f1e1d36000p-2,
                                        0x1.36b6776be1000p-2,
                                        0x1.3c25277333000p-2,
                                        0x1.419b423d5f000p-2,
                                        0x1.4718dc271c000p-2,
                                        0x1.4c9e09e173000p-2,
                                        0x1.522ae0738a000p-2,
                                        0x1.57bf753c8d000p-2,
                                        0x1.5d5bddf596000p-2};
static const double vm_pow_low[128] = {-0x1.e54bdbd7c8a98p-44,
                                       0x1.8d6bdc9c7c238p-44,
                                       0x1.64ead9524d7cap-44,
                                       0x1.f4bd8db0a7cc1p-44,
                                       0x1.d7c92cd9ad824p-44,
                                       0x1.3d82f484c84ccp-46,
                                       -0x1.f8ef43049f7d3p-44,
                                       -0x1.7a71cbcd735d0p-44,
                                       0x1.5594dd4c58092p-45,
                                       0x1.67b1e99b72bd8p-45,
                                       -0x1.a8d7ad24c13f0p-44,
                                       -0x1.a8d7ad24c13f0p-44,
                                       0x1.a6976f5eb0963p-44,
                                       0x1.81410e5c62affp-44,
                                       -0x1.8380e731f55c4p-44,
                                       0x1.4ab9d817d52cdp-44,
                                       -0x1.c6bee7ef4030ep-47,
                                       -0x1.036b89ef42d7fp-48,
                                       -0x1.036b89ef42d7fp-48,
                                       0x1.d572aab993c87p-47,
                                       0x1.b26b79c86af24p-45,
                                       0x1.a342c2af0003cp-44,
                                       0x1.1ba91bbca681bp-45,
                                       0x1.7794f689f8434p-45,
                                       0x1.7794f689f8434p-45,
                                       -0x1.9ac53f39d121cp-44,
                                       0x1.a4e633fcd9066p-52,
                                       0x1.539cd91dc9f0bp-44,
                                       0x1.539cd91dc9f0bp-44,
                                       0x1.297137d9f158fp-44,
                                       -0x1.22120401202fcp-44,
                                       0x1.bdb9072534a58p-45,
                                       0x1.bdb9072534a58p-45,
                                       0x1.bc6e557134767p-44,
                                       0x1.8586f183bebf2p-44,
                                       0x1.8586f183bebf2p-44,
                                       0x1.790ba37fc5238p-44,
                                       0x1.70cc16135783cp-46,
                                       0x1.70cc16135783cp-46,
                                       -0x1.ee8779b2d8abcp-44,
                                       0x1.5b967f4471dfcp-44,
                                       -0x1.e80a41811a396p-45,
                                       -0x1.e80a41811a396p-45,
                                       -0x1.cb2cd2ee2f482p-44,
                                       -0x1.cb2cd2ee2f482p-44,
                                       0x1.54555d1ae6607p-44,
                                       0x1.a342c2af0003cp-45,
                                       0x1.a342c2af0003cp-45,
                                       -0x1.d0c57585fbe06p-46,
                                       -0x1.563650bd22a9cp-44,
                                       -0x1.563650bd22a9cp-44,
                                       -0x1.b20f5acb42a66p-44,
                                       -0x1.b20f5acb42a66p-44,
                                       0x1.4b4641b664613p-44,
                                       -0x1.83f69278e686ap-44,
                                       -0x1.83f69278e686ap-44,
                                       -0x1.1d09299837610p-44,
                                       -0x1.1d09299837610p-44,
                                       0x1.47c5e768fa309p-46,
                                       0x1.d599e83368e91p-45,
                                       0x1.d599e83368e91p-45,
                                       0x1.c827ae5d6704cp-46,
                                       0x1.c827ae5d6704cp-46,
                                       0x1.181dce586af09p-44,
                                       0x1.181dce586af09p-44,
                                       -0x1.eafd480ad9015p-44,
                                       -0x1.eafd480ad9015p-44,
                                       -0x1.980267c7e09e4p-45,
                                       -0x1.980267c7e09e4p-45,
                                       0x1.3b955b602ace4p-44,
                                       -0x1.f1e7cf6d3a69cp-50,
                                       -0x1.f1e7cf6d3a69cp-50,
                                       -0x1.9e23f0dda40e4p-46,
                                       -0x1.9e23f0dda40e4p-46,
                                       0x0.0p+0,
                                       0x0.0p+0,
                                       0x1.bce251998b506p-44,
                                       0x1.611d27c8e8417p-44,
                                       -0x1.aa0ba325a0c34p-45,
                                       -0x1.dddc7f461c516p-44,
                                       -0x1.c167375bdfd28p-45,
                                       0x1.9a19a8be97661p-44,
                                       0x1.965c36e09f5fep-44,
                                       0x1.c3dd83606d891p-44,
                                       0x1.566d154f930b3p-44,
                                       -0x1.19bd0ad125895p-44,
                                       0x1.1cb7ce1d17171p-44,
                                       0x1.c1e8da99ded32p-49,
                                       0x1.3115c3abd47dap-45,
                                       0x1.b1bdff50225c7p-44,
                                       0x1.646d1c65aacd3p-45,
                                       0x1.11fcba80cdd10p-44,
                                       0x1.56594d82f7a82p-44,
                                       0x1.1ef78ce2d07f2p-45,
                                       -0x1.1ac38dde3b366p-44,
                                       0x1.39d6ccb81b4a1p-47,
                                       -0x1.fd3a0afb9691bp-44,
                                       -0x1.53e43558124c4p-44,
                                       -0x1.4e60b8d4b411dp-44,
                                       -0x1.98c1d34f0f462p-44,
                                       0x1.577390d31ef0fp-44,
                                       0x1.8e67be3dbaf3fp-44,
                                       -0x1.73d54aae92cd1p-47,
                                       0x1.7f22858a0ff6fp-47,
                                       -0x1.8724350562169p-45,
                                       0x1.c794e562a63cbp-44,
                                       -0x1.d4bc4595412b6p-45,
                                       0x1.ee138d3a69d43p-44,
                                       0x1.2806a847527e6p-44,
                                       -0x1.fdbdbb13f7c18p-44,
                                       -0x1.a211565bb8e11p-51,
                                       -0x1.90d04cd7cc834p-44,
                                       -0x1.e76324e912b17p-44,
                                       0x1.7188b163ceae9p-45,
                                       0x1.1ef78ce2d07f2p-44,
                                       -0x1.23299042d74bfp-44,
                                       -0x1.1ac89575c2125p-44,
                                       -0x1.caf0428b728a3p-44,
                                       0x1.a9cfa4a5004f4p-45,
                                       -0x1.8e27ad3213cb8p-45,
                                       0x1.16ecdb0f177c8p-46,
                                       0x1.83b54b606bd5cp-46,
                                       -0x1.ce379226de3ecp-44,
                                       0x1.06c18fb4c14c5p-44,
                                       -0x1.e20891b0ad8a4p-45,
                                       0x1.ebe708164c759p-45,
                                       0x1.fadedee5d40efp-46,
                                       -0x1.a0b2a08a465dcp-47};

#endif
