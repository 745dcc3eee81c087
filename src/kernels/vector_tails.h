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
/* exp, float32, degree 4: -28.29, -27.99 */
#define VF_EXP_TAIL(x)                                                                             \
    VM_HORNER_4(FMAF, x, 0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558f0p-5f, 0x1.1239d4p-7f,           \
                0x1.6a2492p-10f)
/* exp, float64, degree 9: -57.94, -56.33 */
#define VM_EXP_TAIL(x)                                                                             \
    VM_HORNER_9(FMA, x, 0x1.000000000000ap-1, 0x1.55555555554fap-3, 0x1.555555555088cp-5,          \
                0x1.1111111127ba0p-7, 0x1.6c16c18426726p-10, 0x1.a01a012a67b2ep-13,                \
                0x1.a0199a16da092p-16, 0x1.71df253f351c9p-19, 0x1.28ad68a65e628p-22,               \
                0x1.ad7f725730173p-26)
/* exp2, float32, degree 5: -28.92, -25.9 */
#define VF_EXP2_TAIL(x)                                                                            \
    VM_HORNER_5(FMAF, x, 0x1.62e430p-1f, 0x1.ebfbdcp-3f, 0x1.c6aee8p-5f, 0x1.3b2d4cp-7f,           \
                0x1.5f3e52p-10f, 0x1.41fbb2p-13f)
/* exp2, float64, degree 10: -58.04, -55.02 */
#define VM_EXP2_TAIL(x)                                                                            \
    VM_HORNER_10(FMA, x, 0x1.62e42fefa39efp-1, 0x1.ebfbdff82c5a4p-3, 0x1.c6b08d7049fe8p-5,         \
                 0x1.3b2ab6fba0119p-7, 0x1.5d87fe78cd6e2p-10, 0x1.4309130ed8f26p-13,               \
                 0x1.ffcbfba97cb3ep-17, 0x1.62bfc79cf2c3ep-20, 0x1.b5267ce6dc264p-24,              \
                 0x1.e61b502d256edp-28, 0x1.e79bae7e75841p-32)
/* log, float32, degree 8: -27.87, -27.48 */
#define VF_LOG_TAIL(x)                                                                             \
    VM_HORNER_8(FMAF, x, -0x1.fffff8p-2f, 0x1.555550p-2f, -0x1.000426p-2f, 0x1.99a3f4p-3f,         \
                -0x1.54276cp-3f, 0x1.227192p-3f, -0x1.0f3762p-3f, 0x1.0848a4p-3f, -0x1.3830c2p-4f)
/* log, float64, degree 19: -56.81, -54.94 */
#define VM_LOG_TAIL(x, x2, x4)                                                                     \
    FMA(FMA(VM_HORNER_4(FMA, x4, 0x1.99999999a1185p-3, 0x1.c71c71bec96dbp-4, 0x1.3b0a85c370891p-4, \
                        0x1.cf9565b91fcf5p-5, 0x1.acd46a5d4c76ap-6),                               \
            x,                                                                                     \
            VM_HORNER_4(FMA, x4, -0x1.fffffffffdcb6p-3, -0x1.fffffef03e2e9p-4,                     \
                        -0x1.555069c21266bp-4, -0x1.fb7139804a3b7p-5, -0x1.ec04041df0754p-5)),     \
        x2,                                                                                        \
        FMA(VM_HORNER_4(FMA, x4, 0x1.555555555551ep-2, 0x1.249249227a3efp-3, 0x1.745d4888fddc5p-4, \
                        0x1.11db182bd9496p-4, 0x1.0b72eb459e341p-4),                               \
            x,                                                                                     \
            VM_HORNER_4(FMA, x4, -0x1.0000000000003p-1, -0x1.55555556f1b7cp-3,                     \
                        -0x1.9999c9c02d86cp-4, -0x1.24dc872d6e463p-4, -0x1.d126f492a79d6p-5)))
/* log2, float32, degree 9: -27.87, -25.69 */
#define VF_LOG2_TAIL(x)                                                                            \
    VM_HORNER_9(FMAF, x, 0x1.c551dap-2f, -0x1.715470p-1f, 0x1.ec7096p-2f, -0x1.715a76p-2f,         \
                0x1.277e38p-2f, -0x1.eabc88p-3f, 0x1.a3059ep-3f, -0x1.874bdcp-3f, 0x1.7d4982p-3f,  \
                -0x1.c25b30p-4f)
/* log2, float64, degree 20: -56.84, -54.6 */
#define VM_LOG2_TAIL(x, x2, x4)                                                                    \
    FMA(FMA(VM_HORNER_4(FMA, x4, -0x1.71547652b6763p-2, -0x1.71547587be0d4p-3,                     \
                        -0x1.ec696409cf37dp-4, -0x1.6e03300a47ee8p-4, -0x1.63035bc0c2105p-4),      \
            x,                                                                                     \
            VM_HORNER_4(FMA, x4, 0x1.ec709dc3a0392p-2, 0x1.a61762a449a68p-3, 0x1.0c9aa82557abep-3, \
                        0x1.8b1962c3b7f60p-4, 0x1.8213c9b4fde29p-4)),                              \
        x2,                                                                                        \
        FMA(VM_HORNER_4(FMA, x4, -0x1.71547652b8304p-1, -0x1.ec709dc612543p-3,                     \
                        -0x1.2776e8a8fcc3cp-3, -0x1.a683dd9949387p-4, -0x1.4f97039a7f401p-4),      \
            x,                                                                                     \
            VM_HORNER_5(FMA, x4, 0x1.c551d94ae0bf8p-2, 0x1.2776c50f00075p-2, 0x1.484b13da0c155p-3, \
                        0x1.c681feabb3b36p-4, 0x1.4e55644d93392p-4, 0x1.352fc44cdad69p-5)))
/* log10, float32, degree 8: -27.87, -26.6 */
#define VF_LOG10_TAIL(x)                                                                           \
    VM_HORNER_8(FMAF, x, -0x1.bcb7aap-3f, 0x1.287a72p-3f, -0x1.bcbee6p-4f, 0x1.63cf26p-4f,         \
                -0x1.27743ap-4f, 0x1.f88d60p-5f, -0x1.d726acp-5f, 0x1.cb1b9ep-5f, -0x1.0f2a4ap-5f)
/* log10, float64, degree 19: -56.81, -55.99 */
#define VM_LOG10_TAIL(x, x2, x4)                                                                   \
    FMA(FMA(VM_HORNER_4(FMA, x4, 0x1.63c627752b901p-4, 0x1.8b4df2ecb54ddp-5, 0x1.11a4275e26c01p-5, \
                        0x1.92a9e0aa2dbacp-6, 0x1.747a0ead65d76p-7),                               \
            x,                                                                                     \
            VM_HORNER_4(FMA, x4, -0x1.bcb7b1526c667p-4, -0x1.bcb7b06662bd6p-5,                     \
                        -0x1.2876302958cd6p-5, -0x1.b8c23e93a492ap-6, -0x1.ab5c0168094ccp-6)),     \
        x2,                                                                                        \
        FMA(VM_HORNER_4(FMA, x4, 0x1.287a7636f432fp-3, 0x1.fc3fa6116d2a1p-5, 0x1.436e7d346bdaap-5, \
                        0x1.dbbc7f3afe1a4p-6, 0x1.d09b38737fe0bp-6),                               \
            x,                                                                                     \
            VM_HORNER_4(FMA, x4, -0x1.bcb7b1526e514p-3, -0x1.287a76385a674p-4,                     \
                        -0x1.63c65147dfcc2p-5, -0x1.fcc09ef233089p-6, -0x1.9406aa9c72c82p-6)))
/* sin, float32, degree 2: -27.97, -26.91 */
#define VF_SIN_TAIL(x) VM_HORNER_2(FMAF, x, -0x1.555546p-3f, 0x1.11073cp-7f, -0x1.9943e6p-13f)
/* sin, float64, degree 5: -57.94, -56.34 */
#define VM_SIN_TAIL(x, x2)                                                                         \
    FMA(VM_HORNER_2(FMA, x2, 0x1.111111110f7d0p-7, 0x1.71de3567cea95p-19, 0x1.5d8fd0ce8f680p-33),  \
        x,                                                                                         \
        VM_HORNER_2(FMA, x2, -0x1.5555555555548p-3, -0x1.a01a019bfde8ap-13,                        \
                    -0x1.ae5e5a8e48416p-26))
/* cos, float32, degree 2: -33.01, -32.43 */
#define VF_COS_TAIL(x) VM_HORNER_2(FMAF, x, 0x1.55554ap-5f, -0x1.6c0c34p-10f, 0x1.99eb9cp-16f)
/* cos, float64, degree 5: -63.96, -59.66 */
#define VM_COS_TAIL(x, x2)                                                                         \
    FMA(VM_HORNER_2(FMA, x2, -0x1.6c16c16c14f91p-10, -0x1.27e4f7eac2ad6p-22,                       \
                    -0x1.8fa49963da597p-37),                                                       \
        x,                                                                                         \
        VM_HORNER_2(FMA, x2, 0x1.555555555554bp-5, 0x1.a01a019c844c3p-16, 0x1.1ee9d7b394a56p-29))
/* tan, float32, degree 6: -29.57, -28.04 */
#define VF_TAN_TAIL(x, x2, x4)                                                                     \
    VM_HORNER_1(FMAF, x4,                                                                          \
                FMAF(FMAF(0x1.5cafe2p-6f, x, 0x1.badbdep-5f), x2,                                  \
                     FMAF(0x1.110d8ep-3f, x, 0x1.555560p-2f)),                                     \
                FMAF(0x1.1ecdfep-8f, x2, FMAF(0x1.775ca2p-14f, x, 0x1.6311bcp-7f)))
/* tan, float64, degree 13: -56.22, -55.53 */
#define VM_TAN_TAIL(x, x2, x4)                                                                     \
    VM_HORNER_3(FMA, x4,                                                                           \
                FMA(FMA(0x1.664f49a897b5ep-6, x, 0x1.ba1ba1b46a2e4p-5), x2,                        \
                    FMA(0x1.11111111182fdp-3, x, 0x1.55555555554f2p-2)),                           \
                FMA(FMA(0x1.37fa9e44977e5p-11, x, 0x1.7d5b5959acf04p-10), x2,                      \
                    FMA(0x1.d6d93414c3995p-9, x, 0x1.226e1256fca58p-7)),                           \
                FMA(FMA(0x1.76cc2d932db52p-14, x, -0x1.b8fa1518b6f65p-16), x2,                     \
                    FMA(0x1.1e29b6acc6fb1p-13, x, 0x1.d27034f26b19fp-13)),                         \
                FMA(0x1.5dd2afd0a19d2p-16, x, -0x1.78070a7160ff0p-15))
/* tanh, float64, degree 10: -55.19, -55.06 */
#define VM_TANH_TAIL(x, x2)                                                                        \
    FMA(VM_HORNER_4(FMA, x2, 0x1.1111111104415p-3, 0x1.664f46b4f445dp-6, 0x1.d6ccd439434c1p-9,     \
                    0x1.32d691bf42d52p-11, 0x1.3a0ebc0f249a4p-14),                                 \
        x,                                                                                         \
        VM_HORNER_5(FMA, x2, -0x1.5555555555497p-2, -0x1.ba1ba1b07e787p-5, -0x1.226e02d7cd9eap-7,  \
                    -0x1.7d51c5be08d22p-10, -0x1.dafbadf4a458ep-13, -0x1.f780e520aad9bp-17))
/* sinh, float32, degree 3: -34.16, -27.51 */
#define VF_SINH_TAIL(x, x2)                                                                        \
    FMAF(VM_HORNER_1(FMAF, x2, 0x1.111134p-7f, 0x1.7a15b8p-19f), x,                                \
         VM_HORNER_1(FMAF, x2, 0x1.555556p-3f, 0x1.9ffe92p-13f))
/* sinh, float64, degree 6: -63.33, -56.55 */
#define VM_SINH_TAIL(x, x2)                                                                        \
    FMA(VM_HORNER_2(FMA, x2, 0x1.11111111110a6p-7, 0x1.71de3a465b069p-19, 0x1.611a561707ffcp-33),  \
        x,                                                                                         \
        VM_HORNER_3(FMA, x2, 0x1.5555555555556p-3, 0x1.a01a01a02899fp-13, 0x1.ae64671b2a8f5p-26,   \
                    0x1.b4c75c96d331bp-41))
/* cosh, float32, degree 2: -34.34, -29.98 */
#define VF_COSH_TAIL(x, x2)                                                                        \
    FMAF(VM_HORNER_0(FMAF, x2, 0x1.555480p-5f), x,                                                 \
         VM_HORNER_1(FMAF, x2, 0x1.000000p-1f, 0x1.6d9622p-10f))
/* cosh, float64, degree 5: -70.66, -64.41 */
#define VM_COSH_TAIL(x, x2)                                                                        \
    FMA(VM_HORNER_2(FMA, x2, 0x1.555555555555cp-5, 0x1.a01a01b15c863p-16, 0x1.1f94e74c409eap-29),  \
        x, VM_HORNER_2(FMA, x2, 0x1.000000p-1, 0x1.6c16c16c13faap-10, 0x1.27e4c543d8f97p-22))
/* atan, float32, degree 8: -28.53, -26.72 */
#define VF_ATAN_TAIL(x, x2, x4)                                                                    \
    VM_HORNER_2(FMAF, x4,                                                                          \
                FMAF(FMAF(0x1.c09a02p-4f, x, -0x1.2421b6p-3f), x2,                                 \
                     FMAF(0x1.9991fep-3f, x, -0x1.55553ep-2f)),                                    \
                FMAF(FMAF(0x1.65a694p-7f, x, -0x1.fed19ap-6f), x2,                                 \
                     FMAF(0x1.daca04p-5f, x, -0x1.58349cp-4f)),                                    \
                -0x1.d63048p-10f)
/* atan, float64, degree 19: -57.59, -55.76 */
#define VM_ATAN_TAIL(x, x2, x4)                                                                    \
    VM_HORNER_4(FMA, x4,                                                                           \
                FMA(FMA(0x1.c71c717f959cbp-4, x, -0x1.249249237e298p-3), x2,                       \
                    FMA(0x1.999999999554ap-3, x, -0x1.5555555555526p-2)),                          \
                FMA(FMA(0x1.e1bb9b3e0520ap-5, x, -0x1.110e50203d99fp-4), x2,                       \
                    FMA(0x1.3b13667683948p-4, x, -0x1.745d11ab0189ep-4)),                          \
                FMA(FMA(0x1.2c2ba195fea3dp-5, x, -0x1.59a295648f663p-5), x2,                       \
                    FMA(0x1.82da453173139p-5, x, -0x1.ae5e44a4bcb47p-5)),                          \
                FMA(FMA(0x1.d7a10567f5702p-8, x, -0x1.c77e28c8729fdp-7), x2,                       \
                    FMA(0x1.68330e9e7e348p-6, x, -0x1.e9f1ca8f993a6p-6)),                          \
                FMA(FMA(0x1.bbc207500e1fep-17, x, -0x1.3f1a6bc0811b4p-13), x2,                     \
                    FMA(0x1.b3d9c06c53d35p-11, x, -0x1.7a218741e2b90p-9)))
/* asin, float32, degree 4: -27.62, -27.42 */
#define VF_ASIN_TAIL(x, x2)                                                                        \
    FMAF(VM_HORNER_1(FMAF, x2, 0x1.3301e6p-4f, 0x1.8c28cep-6f), x,                                 \
         VM_HORNER_2(FMAF, x2, 0x1.5555c8p-3f, 0x1.747e3ap-5f, 0x1.596cb4p-5f))
/* asin, float64, degree 11: -55.9, -55.77 */
#define VM_ASIN_TAIL(x, x2)                                                                        \
    FMA(VM_HORNER_5(FMA, x2, 0x1.333333336e7cep-4, 0x1.f1c72c38618f1p-6, 0x1.1c6be0fb248cfp-6,     \
                    0x1.8ec2b425db83cp-7, 0x1.3ff335c32944dp-6, 0x1.056cba97ea85bp-5),             \
        x,                                                                                         \
        VM_HORNER_5(FMA, x2, 0x1.5555555555390p-3, 0x1.6db6db427c79ap-5, 0x1.6e89f44cc7359p-6,     \
                    0x1.c6fdcdaf31414p-7, 0x1.abd1a26048126p-8, -0x1.09d103679cef3p-6))
/* pow, float32, degree 2: -34.36, -34.24 */
#define VF_POW_TAIL(x) VM_HORNER_2(FMAF, x, 0x1.555554p-2f, -0x1.000cc6p-2f, 0x1.99c008p-3f)
/* pow, float64, degree 8: -67.11, -64.79 */
#define VM_POW_TAIL(x)                                                                             \
    VM_HORNER_8(FMA, x, 0x1.5555555555555p-2, -0x1.ffffffffffe16p-3, 0x1.999999999929ap-3,         \
                -0x1.55555558c0ef8p-3, 0x1.2492492b6a63fp-3, -0x1.ffffbf1cadaa0p-4,                \
                0x1.c71c15d56b858p-4, -0x1.9a94984249b27p-4, 0x1.75743fd2f4d00p-4)
/* cbrt, float32, degree 2: -18.49, -18.49 */
#define VF_CBRT_TAIL(x) VM_HORNER_2(FMAF, x, 0x1.55546ap-2f, 0x1.c9ae86p-3f, 0x1.652db2p-3f)
/* cbrt, float64, degree 5: -32.3, -32.3 */
#define VM_CBRT_TAIL(x)                                                                            \
    VM_HORNER_5(FMA, x, 0x1.5555562acfed5p-2, 0x1.c71c7531e742cp-3, 0x1.61f49fec71aabp-3,          \
                0x1.26f3e5b6bad60p-3, 0x1.0370114b2b74fp-3, 0x1.ce97d8e932f82p-4)
/* Tables of 32 and 16: what two registers of 512 bits hold. */
#define VF_POW_OFF 0x3f7c6a7fu
static const float vf_pow_c[32] = {
    0x1.000000p+0f, 0x1.f80000p-1f, 0x1.e80000p-1f, 0x1.d80000p-1f, 0x1.cc0000p-1f, 0x1.c00000p-1f,
    0x1.b40000p-1f, 0x1.a80000p-1f, 0x1.a00000p-1f, 0x1.940000p-1f, 0x1.880000p-1f, 0x1.800000p-1f,
    0x1.780000p-1f, 0x1.700000p-1f, 0x1.680000p-1f, 0x1.600000p-1f, 0x1.580000p-1f, 0x1.500000p-1f,
    0x1.4c0000p-1f, 0x1.440000p-1f, 0x1.3c0000p-1f, 0x1.380000p-1f, 0x1.300000p-1f, 0x1.2c0000p-1f,
    0x1.280000p-1f, 0x1.200000p-1f, 0x1.1c0000p-1f, 0x1.180000p-1f, 0x1.140000p-1f, 0x1.100000p-1f,
    0x1.080000p-1f, 0x1.040000p-1f};
static const float vf_pow_high[32] = {
    0x0.0p+0f,      0x1.020000p-6f, 0x1.894000p-5f, 0x1.4d3000p-4f, 0x1.b6b000p-4f, 0x1.117800p-3f,
    0x1.491000p-3f, 0x1.824000p-3f, 0x1.a94000p-3f, 0x1.e53000p-3f, 0x1.117800p-2f, 0x1.269800p-2f,
    0x1.3c2400p-2f, 0x1.522c00p-2f, 0x1.68ac00p-2f, 0x1.7fb000p-2f, 0x1.973c00p-2f, 0x1.af5400p-2f,
    0x1.bb9800p-2f, 0x1.d49000p-2f, 0x1.ee2c00p-2f, 0x1.fb3400p-2f, 0x1.0ae800p-1f, 0x1.11b000p-1f,
    0x1.188e00p-1f, 0x1.269600p-1f, 0x1.2dc000p-1f, 0x1.350200p-1f, 0x1.3c6000p-1f, 0x1.43da00p-1f,
    0x1.532200p-1f, 0x1.5af400p-1f};
static const float vf_pow_low[32] = {
    0x0.0p+0f,        0x1.59624ep-20f,  0x1.542940p-18f,  0x1.15d208p-20f,  -0x1.bb9296p-19f,
    0x1.d044fcp-20f,  0x1.ec199ep-18f,  -0x1.f4d572p-18f, -0x1.2c3752p-19f, 0x1.dffce2p-20f,
    0x1.d044fcp-19f,  -0x1.deecb2p-18f, 0x1.277334p-18f,  -0x1.1f8c76p-18f, 0x1.07d38ep-19f,
    -0x1.7109fap-20f, -0x1.cbcecap-18f, -0x1.6adb74p-18f, -0x1.ee47f2p-18f, 0x1.236f7ep-21f,
    -0x1.ea94bep-18f, 0x1.8af7a4p-18f,  -0x1.23a5f6p-18f, -0x1.f70e2ap-19f, 0x1.c81e48p-18f,
    0x1.089a6ep-20f,  -0x1.5509e4p-18f, 0x1.15b3b2p-18f,  0x1.0186d8p-18f,  -0x1.a0db88p-26f,
    0x1.c4d0d0p-18f,  0x1.70d928p-23f};
#define VM_POW_OFF 0x3fef851eb851eb85u
static const double vm_pow_c[16] = {0x1.000000p+0, 0x1.e00000p-1, 0x1.c80000p-1, 0x1.b00000p-1,
                                    0x1.980000p-1, 0x1.880000p-1, 0x1.700000p-1, 0x1.600000p-1,
                                    0x1.580000p-1, 0x1.480000p-1, 0x1.380000p-1, 0x1.300000p-1,
                                    0x1.280000p-1, 0x1.180000p-1, 0x1.100000p-1, 0x1.080000p-1};
static const double vm_pow_high[16] = {0x0.0p+0,
                                       0x1.08598b59e4000p-4,
                                       0x1.da72763844000p-4,
                                       0x1.5bf406b544000p-3,
                                       0x1.d1037f2656000p-3,
                                       0x1.1178e8227e000p-2,
                                       0x1.522ae0738a000p-2,
                                       0x1.7fafa3bd81000p-2,
                                       0x1.973a343135000p-2,
                                       0x1.c7ff9c7455000p-2,
                                       0x1.fb358af7a5000p-2,
                                       0x1.0ae76e2d05800p-1,
                                       0x1.188ee40f24000p-1,
                                       0x1.35028ad9d9000p-1,
                                       0x1.43d9ff2f92000p-1,
                                       0x1.5322e26867800p-1};
static const double vm_pow_low[16] = {0x0.0p+0,
                                      -0x1.7e5dd7009902cp-46,
                                      0x1.a89401fa71733p-46,
                                      -0x1.27023eb68981cp-46,
                                      -0x1.84a7e75b6f6e4p-47,
                                      0x1.1ef78ce2d07f2p-44,
                                      0x1.ebe708164c759p-45,
                                      0x1.46fb79bf6d4cbp-44,
                                      0x1.ab73b16bf4984p-44,
                                      0x1.324911f56db29p-44,
                                      -0x1.def40b87d36d9p-44,
                                      -0x1.82de51de06076p-44,
                                      -0x1.accec41d52e6cp-44,
                                      -0x1.bd1f01ab60655p-44,
                                      0x1.e267b0b7efae1p-44,
                                      0x1.5ccc45d257531p-47};
#define VF_TANH_END 9.02f
static const float vf_tanh_b[32] = {
    0x1.1ffe80p+1f, 0x1.5ffe74p+1f, 0x1.a0006ep+1f, 0x1.e0010ap+1f, 0x1.1ffee2p+2f, 0x1.60018ep+2f,
    0x1.9ffe70p+2f, 0x1.e0018ep+2f, 0x1.10537ap+3f, 0x1.10537ap+3f, 0x1.10537ap+3f, 0x1.10537ap+3f,
    0x0.0p+0f,      0x1.5ffee6p-4f, 0x1.a00030p-4f, 0x1.e000c2p-4f, 0x1.2000dep-3f, 0x1.5ffecep-3f,
    0x1.9fff9ap-3f, 0x1.dfff30p-3f, 0x1.1fffe4p-2f, 0x1.600068p-2f, 0x1.9ffe82p-2f, 0x1.e000eap-2f,
    0x1.1ffeb2p-1f, 0x1.600038p-1f, 0x1.a00154p-1f, 0x1.dfffb0p-1f, 0x1.1ffeb6p+0f, 0x1.5fffdap+0f,
    0x1.9fff10p+0f, 0x1.e00076p+0f};
static const float vf_tanh_c0[32] = {
    0x1.f4bf94p-1f, 0x1.fbd4f0p-1f, 0x1.fe767cp-1f, 0x1.ff6f1ap-1f, 0x1.ffdfa6p-1f, 0x1.fffba0p-1f,
    0x1.ffff68p-1f, 0x1.ffffecp-1f, 0x1.fffffep-1f, 0x1.fffffep-1f, 0x1.fffffep-1f, 0x1.fffffep-1f,
    0x0.0p+0f,      0x1.5f21bap-4f, 0x1.9e9386p-4f, 0x1.ddd152p-4f, 0x1.1e1eaap-3f, 0x1.5c91dep-3f,
    0x1.9a5ebap-3f, 0x1.d76598p-3f, 0x1.18a380p-2f, 0x1.52c322p-2f, 0x1.8a869cp-2f, 0x1.bfaf28p-2f,
    0x1.050778p-1f, 0x1.315804p-1f, 0x1.5789bap-1f, 0x1.77d814p-1f, 0x1.9e5bd2p-1f, 0x1.c27894p-1f,
    0x1.d9c6b6p-1f, 0x1.e878b4p-1f};
static const float vf_tanh_c1[32] = {
    0x1.6418b2p-5f,  0x1.09ae08p-6f,  0x1.88ecd0p-8f,  0x1.21a304p-9f,  0x1.02c9bap-11f,
    0x1.182760p-14f, 0x1.2f710ep-17f, 0x1.486846p-20f, 0x1.5c749cp-23f, 0x1.5c749cp-23f,
    0x1.5c749cp-23f, 0x1.5c749cp-23f, 0x1.000000p+0f,  0x1.fc3cc4p-1f,  0x1.fac13ep-1f,
    0x1.f90854p-1f,  0x1.f601bcp-1f,  0x1.f12b18p-1f,  0x1.eb7164p-1f,  0x1.e4dfc8p-1f,
    0x1.d98b3ep-1f,  0x1.c7f704p-1f,  0x1.b3ffacp-1f,  0x1.9e235cp-1f,  0x1.7aebe2p-1f,
    0x1.49e694p-1f,  0x1.197ed2p-1f,  0x1.d83540p-2f,  0x1.6152e4p-2f,  0x1.cea7bep-3f,
    0x1.266032p-3f,  0x1.6fce64p-4f};
static const float vf_tanh_c2[32] = {
    -0x1.5c42d2p-5f,  -0x1.078076p-6f,  -0x1.87b7eap-8f,  -0x1.214ba0p-9f,  -0x1.0266b2p-11f,
    -0x1.17cac8p-14f, -0x1.2f0ef4p-17f, -0x1.47fe60p-20f, -0x1.5bfac2p-23f, -0x1.5bfac2p-23f,
    -0x1.5bfac2p-23f, -0x1.5bfac2p-23f, 0x1.01e5cep-25f,  -0x1.5c8d24p-4f,  -0x1.9a5444p-4f,
    -0x1.d750bcp-4f,  -0x1.188908p-3f,  -0x1.5278eep-3f,  -0x1.89e4b8p-3f,  -0x1.be6c12p-3f,
    -0x1.038f5cp-2f,  -0x1.2dafd6p-2f,  -0x1.4ff65ep-2f,  -0x1.6a1d8ap-2f,  -0x1.825d7cp-2f,
    -0x1.897d1ep-2f,  -0x1.79c060p-2f,  -0x1.5aa250p-2f,  -0x1.1df1e6p-2f,  -0x1.970efep-3f,
    -0x1.106658p-3f,  -0x1.5ee77ep-4f};
static const float vf_tanh_c3[32] = {
    0x1.bbd7e4p-6f,  0x1.599bbcp-7f,  0x1.0393a6p-8f,  0x1.80df78p-10f, 0x1.58579ep-12f,
    0x1.74ff74p-15f, 0x1.940b8cp-18f, 0x1.b548dcp-21f, 0x1.cfec36p-24f, 0x1.cfec36p-24f,
    0x1.cfec36p-24f, 0x1.cfec36p-24f, -0x1.55563cp-2f, -0x1.4b5ae0p-2f, -0x1.477426p-2f,
    -0x1.42f16ep-2f, -0x1.3b1328p-2f, -0x1.2ea43ep-2f, -0x1.202a4cp-2f, -0x1.0fdf3cp-2f,
    -0x1.e91f1ap-3f, -0x1.985806p-3f, -0x1.427408p-3f, -0x1.d71d08p-4f, -0x1.bd19a0p-5f,
    0x1.d76fa4p-7f,  0x1.073032p-4f,  0x1.843444p-4f,  0x1.c68ea6p-4f,  0x1.97d8f4p-4f,
    0x1.33e0e4p-4f,  0x1.a85b04p-5f};
static const float vf_tanh_c4[32] = {
    -0x1.95e07ap-7f,  -0x1.515fa2p-8f,  -0x1.033c60p-9f,  -0x1.838ba2p-11f, -0x1.68a6cap-13f,
    -0x1.871c0ep-16f, -0x1.a7b868p-19f, -0x1.ca98d2p-22f, -0x1.e78032p-25f, -0x1.e78032p-25f,
    -0x1.e78032p-25f, -0x1.e78032p-25f, 0x1.e7a59cp-14f,  0x1.cb9724p-5f,   0x1.0d5622p-4f,
    0x1.33c832p-4f,   0x1.6b0768p-4f,   0x1.af9bc8p-4f,   0x1.ed7956p-4f,   0x1.11ea8ep-3f,
    0x1.32e3aep-3f,   0x1.500390p-3f,   0x1.5c0666p-3f,   0x1.583c94p-3f,   0x1.39e436p-3f,
    0x1.e93f9ap-4f,   0x1.473cd2p-4f,   0x1.632d1ap-5f,   0x1.e162f2p-9f,   -0x1.59ec64p-6f,
    -0x1.9bb380p-6f,  -0x1.559a96p-6f};
static const float vf_tanh_c5[32] = {
    0x1.049e24p-8f,  0x1.f6583ap-10f, 0x1.945982p-11f, 0x1.332d54p-12f, 0x1.1fb190p-14f,
    0x1.38b222p-17f, 0x1.52ba70p-20f, 0x1.6ec2eap-23f, 0x1.85f1cep-26f, 0x1.85f1cep-26f,
    0x1.85f1cep-26f, 0x1.85f1cep-26f, 0x1.0e5f5cp-3f,  0x1.003dfcp-3f,  0x1.f37552p-4f,
    0x1.e47ebap-4f,  0x1.cab9d6p-4f,  0x1.a28a12p-4f,  0x1.74ccbap-4f,  0x1.42b018p-4f,
    0x1.e4d098p-5f,  0x1.069c42p-5f,  0x1.89bfc0p-8f,  -0x1.1828cap-6f, -0x1.630f28p-5f,
    -0x1.f80044p-5f, -0x1.00b206p-4f, -0x1.b2d038p-5f, -0x1.070fd2p-5f, -0x1.38f770p-7f,
    0x1.6a23fep-10f, 0x1.2d4754p-8f};

#endif
