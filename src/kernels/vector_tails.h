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
#define VF_TAN_TAIL(x)                                                                             \
    VM_HORNER_6(FMAF, x, 0x1.555560p-2f, 0x1.110d8ep-3f, 0x1.badbdep-5f, 0x1.5cafe2p-6f,           \
                0x1.6311bcp-7f, 0x1.775ca2p-14f, 0x1.1ecdfep-8f)
/* tan, float64, degree 13: -56.22, -55.53 */
#define VM_TAN_TAIL(x, x2, x4)                                                                     \
    FMA(FMA(VM_HORNER_2(FMA, x4, 0x1.664f49a897b5ep-6, 0x1.37fa9e44977e5p-11,                      \
                        0x1.76cc2d932db52p-14),                                                    \
            x,                                                                                     \
            VM_HORNER_2(FMA, x4, 0x1.ba1ba1b46a2e4p-5, 0x1.7d5b5959acf04p-10,                      \
                        -0x1.b8fa1518b6f65p-16)),                                                  \
        x2,                                                                                        \
        FMA(VM_HORNER_3(FMA, x4, 0x1.11111111182fdp-3, 0x1.d6d93414c3995p-9,                       \
                        0x1.1e29b6acc6fb1p-13, 0x1.5dd2afd0a19d2p-16),                             \
            x,                                                                                     \
            VM_HORNER_3(FMA, x4, 0x1.55555555554f2p-2, 0x1.226e1256fca58p-7,                       \
                        0x1.d27034f26b19fp-13, -0x1.78070a7160ff0p-15)))
/* tanh, float32, degree 4: -27.14, -27.01 */
#define VF_TANH_TAIL(x)                                                                            \
    VM_HORNER_4(FMAF, x, -0x1.555524p-2f, 0x1.1103f2p-3f, -0x1.b7cff4p-5f, 0x1.4f5f08p-6f,         \
                -0x1.69714cp-8f)
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
#define VF_ATAN_TAIL(x, x2)                                                                        \
    FMAF(FMAF(FMAF(FMAF(FMAF(FMAF(FMAF(VM_HORNER_0(FMAF, x2, 0x1.65a694p-7f), x,                   \
                                       VM_HORNER_1(FMAF, x2, -0x1.fed19ap-6f, -0x1.d63048p-10f)),  \
                                  x, 0x1.daca04p-5f),                                              \
                             x, -0x1.58349cp-4f),                                                  \
                        x, 0x1.c09a02p-4f),                                                        \
                   x, -0x1.2421b6p-3f),                                                            \
              x, 0x1.9991fep-3f),                                                                  \
         x, -0x1.55553ep-2f)
/* atan, float64, degree 19: -57.59, -55.76 */
#define VM_ATAN_TAIL(x, x2)                                                                        \
    FMA(FMA(FMA(FMA(FMA(FMA(FMA(VM_HORNER_6(FMA, x2, 0x1.e1bb9b3e0520ap-5, 0x1.82da453173139p-5,   \
                                            0x1.2c2ba195fea3dp-5, 0x1.68330e9e7e348p-6,            \
                                            0x1.d7a10567f5702p-8, 0x1.b3d9c06c53d35p-11,           \
                                            0x1.bbc207500e1fep-17),                                \
                                x,                                                                 \
                                VM_HORNER_6(FMA, x2, -0x1.110e50203d99fp-4, -0x1.ae5e44a4bcb47p-5, \
                                            -0x1.59a295648f663p-5, -0x1.e9f1ca8f993a6p-6,          \
                                            -0x1.c77e28c8729fdp-7, -0x1.7a218741e2b90p-9,          \
                                            -0x1.3f1a6bc0811b4p-13)),                              \
                            x, 0x1.3b13667683948p-4),                                              \
                        x, -0x1.745d11ab0189ep-4),                                                 \
                    x, 0x1.c71c717f959cbp-4),                                                      \
                x, -0x1.249249237e298p-3),                                                         \
            x, 0x1.999999999554ap-3),                                                              \
        x, -0x1.5555555555526p-2)
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
/* pow, float64, degree 5: -65.94, -65.83 */
#define VM_POW_TAIL(x)                                                                             \
    VM_HORNER_5(FMA, x, 0x1.55555555555a9p-2, -0x1.00000000000a5p-2, 0x1.99999989c88f1p-3,         \
                -0x1.5555553f3a08fp-3, 0x1.24991ccd30f59p-3, -0x1.00076f3c4cf6bp-3)
/* powf, float64, degree 10: -30.54, -30.54 */
#define VM_POWF_TAIL(x)                                                                            \
    VM_HORNER_10(FMA, x, 0x1.71547656a17b9p+0, -0x1.71547629a1a69p-1, 0x1.ec707f0ba22c8p-2,        \
                 -0x1.7154906cff5c1p-2, 0x1.27808323e4d4dp-2, -0x1.ec7a12e5a1efep-3,               \
                 0x1.a3edd8bf54aedp-3, -0x1.6e67ac263f699p-3, 0x1.605f4c0a98af6p-3,                \
                 -0x1.5a3dedf9fcf5ap-3, 0x1.8d739066c410ap-4)
/* exp2f, float64, degree 5: -28.92, -28.92 */
#define VM_EXP2F_TAIL(x)                                                                           \
    VM_HORNER_5(FMA, x, 0x1.62e430af2543cp-1, 0x1.ebfbdc3c3b7b3p-3, 0x1.c6aee8900b7aap-5,          \
                0x1.3b2d4cf998f16p-7, 0x1.5f3e5280d3fb8p-10, 0x1.41fbb1c749dbep-13)
/* cbrt, float32, degree 2: -18.49, -18.49 */
#define VF_CBRT_TAIL(x) VM_HORNER_2(FMAF, x, 0x1.55546ap-2f, 0x1.c9ae86p-3f, 0x1.652db2p-3f)
/* cbrt, float64, degree 5: -32.3, -32.3 */
#define VM_CBRT_TAIL(x)                                                                            \
    VM_HORNER_5(FMA, x, 0x1.5555562acfed5p-2, 0x1.c71c7531e742cp-3, 0x1.61f49fec71aabp-3,          \
                0x1.26f3e5b6bad60p-3, 0x1.0370114b2b74fp-3, 0x1.ce97d8e932f82p-4)
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
