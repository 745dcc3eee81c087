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
/* sinh, float32, degree 2: -35.72, -30.78 */
#define VF_SINH_TAIL(x, x2)                                                                        \
    FMAF(VM_HORNER_0(FMAF, x2, 0x1.1110e0p-7f), x,                                                 \
         VM_HORNER_1(FMAF, x2, 0x1.555556p-3f, 0x1.a124e4p-13f))
/* sinh, float64, degree 4: -59.91, -58.8 */
#define VM_SINH_TAIL(x, x2)                                                                        \
    FMA(VM_HORNER_1(FMA, x2, 0x1.11111111109b5p-7, 0x1.71de0db2f6b19p-19), x,                      \
        VM_HORNER_2(FMA, x2, 0x1.5555555555556p-3, 0x1.a01a01a7c2efep-13, 0x1.af389ecfc4b9cp-26))
/* cosh, float32, degree 2: -32.61, -31.73 */
#define VF_COSH_TAIL(x, x2)                                                                        \
    FMAF(VM_HORNER_0(FMAF, x2, 0x1.5554eap-5f), x,                                                 \
         VM_HORNER_1(FMAF, x2, 0x1.000000p-1f, 0x1.6d4316p-10f))
/* cosh, float64, degree 5: -68.83, -65.33 */
#define VM_COSH_TAIL(x, x2)                                                                        \
    FMA(VM_HORNER_2(FMA, x2, 0x1.5555555555557p-5, 0x1.a01a01a9e80fep-16, 0x1.1f7f2000f4cf3p-29),  \
        x, VM_HORNER_2(FMA, x2, 0x1.000000p-1, 0x1.6c16c16c15a6cp-10, 0x1.27e4d41d6f553p-22))
/* atan, float32, degree 9: -29.14, -26.1 */
#define VF_ATAN_TAIL(x, x2, x4)                                                                    \
    FMAF(FMAF(VM_HORNER_1(FMAF, x4, 0x1.c62cdap-4f, 0x1.aefb2cp-6f), x,                            \
              VM_HORNER_1(FMAF, x4, -0x1.248952p-3f, -0x1.9115a4p-5f)),                            \
         x2,                                                                                       \
         FMAF(VM_HORNER_2(FMAF, x4, 0x1.999956p-3f, 0x1.2006f8p-4f, 0x1.86406cp-10f), x,           \
              VM_HORNER_2(FMAF, x4, -0x1.555556p-2f, -0x1.6dd8fep-4f, -0x1.2ba6b6p-7f)))
/* atan, float64, degree 20: -58.06, -54.38 */
#define VM_ATAN_TAIL(x, x2, x4)                                                                    \
    FMA(FMA(VM_HORNER_4(FMA, x4, 0x1.c71c71c472843p-4, 0x1.e1dc0d7679adcp-5, 0x1.3d3f26d5ea7ffp-5, \
                        0x1.a1fe88baf72d4p-7, 0x1.1f0adb240a1fbp-13),                              \
            x,                                                                                     \
            VM_HORNER_4(FMA, x4, -0x1.249249248c7dap-3, -0x1.1110bfea8ed5ep-4,                     \
                        -0x1.60ebd1489b946p-5, -0x1.4b974a27ac39fp-6, -0x1.8a2f3ae537bb1p-11)),    \
        x2,                                                                                        \
        FMA(VM_HORNER_4(FMA, x4, 0x1.99999999998f9p-3, 0x1.3b13aaf4aba4ap-4, 0x1.854a7b99af61dp-5, \
                        0x1.c3ac54a572735p-6, 0x1.57cc888719aa0p-9),                               \
            x,                                                                                     \
            VM_HORNER_5(FMA, x4, -0x1.5555555555555p-2, -0x1.745d16f26d0a3p-4,                     \
                        -0x1.af00bd568a3d2p-5, -0x1.147b2825d82f6p-5, -0x1.aef1a8e977bf8p-8,       \
                        -0x1.8d087295ab9f4p-17)))
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
/* asinh, float32, degree 4: -27.72, -27.6 */
#define VF_ASINH_TAIL(x, x2)                                                                       \
    FMAF(VM_HORNER_1(FMAF, x2, 0x1.332ed2p-4f, 0x1.d79732p-6f), x,                                 \
         VM_HORNER_2(FMAF, x2, -0x1.555552p-3f, -0x1.6c98ecp-5f, -0x1.d434b2p-7f))
/* asinh, float64, degree 11: -58.47, -58.33 */
#define VM_ASINH_TAIL(x, x2)                                                                       \
    FMA(VM_HORNER_5(FMA, x2, 0x1.3333333332f5fp-4, 0x1.f1c71c3bee026p-6, 0x1.1c4e072f36dc7p-6,     \
                    0x1.79b0dbdcdfc75p-7, 0x1.f38921b605d54p-8, 0x1.ee3fd77d44d42p-10),            \
        x,                                                                                         \
        VM_HORNER_5(FMA, x2, -0x1.5555555555555p-3, -0x1.6db6db6d5b365p-5, -0x1.6e8b9ab4638efp-6,  \
                    -0x1.c983b8d12e853p-7, -0x1.3a4aeece7e69cp-7, -0x1.4733e5158e0e1p-8))
/* atanh, float32, degree 5: -27.62, -27.33 */
#define VF_ATANH_TAIL(x, x2)                                                                       \
    FMAF(VM_HORNER_2(FMAF, x2, 0x1.999c14p-3f, 0x1.d5ce5cp-4f, 0x1.4298b2p-3f), x,                 \
         VM_HORNER_2(FMAF, x2, 0x1.555554p-2f, 0x1.242056p-3f, 0x1.09f92cp-4f))
/* atanh, float64, degree 13: -59.08, -57.53 */
#define VM_ATANH_TAIL(x, x2)                                                                       \
    FMA(VM_HORNER_6(FMA, x2, 0x1.9999999999ad1p-3, 0x1.c71c71d6cc5d1p-4, 0x1.3b1417e6e07dfp-4,     \
                    0x1.e2c342108eb1fp-5, 0x1.bdcd3cefa72cep-5, 0x1.15aa7698edf42p-3,              \
                    0x1.b016cba23eee4p-3),                                                         \
        x,                                                                                         \
        VM_HORNER_6(FMA, x2, 0x1.5555555555555p-2, 0x1.249249247e911p-3, 0x1.745d1406b992ep-4,     \
                    0x1.1108e26d64a6dp-4, 0x1.a6c53053bf30cp-5, 0x1.92cc88a36f708p-7,              \
                    -0x1.27f230f3831a3p-3))
/* cbrt, float32, degree 4: -14.44, -14.44 */
#define VF_CBRT_TAIL(x)                                                                            \
    VM_HORNER_4(FMAF, x, 0x1.aa913ep+0f, -0x1.2992e0p+0f, 0x1.5e8accp-1f, -0x1.bb1becp-3f,         \
                0x1.c73184p-6f)
/* cbrt, float64, degree 5: -17.15, -17.15 */
#define VM_CBRT_TAIL(x)                                                                            \
    VM_HORNER_5(FMA, x, 0x1.c713e2847cbe6p+0, -0x1.8dd4bd7d34771p+0, 0x1.3a267a3d49ad4p+0,         \
                -0x1.2c4b958d54c08p-1, 0x1.37ce9e9ed0a1dp-3, -0x1.0e87006cbe6bbp-6)

#endif
