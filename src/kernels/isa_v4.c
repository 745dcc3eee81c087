/* isa_v4.c: the loops of one ISA level; meson.build sets the compiler's flags. */
#define CT_LEVEL(name) name##_v4
#include "isa.inc"
