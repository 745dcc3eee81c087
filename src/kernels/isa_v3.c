/* isa_v3.c: the loops of one ISA level; meson.build sets the compiler's flags. */
#define CT_LEVEL(name) name##_v3
#include "isa.inc"
