/* isa_base.c: the loops of one ISA level; meson.build sets the compiler's flags. */
#define CT_LEVEL(name) name##_base
#include "isa.inc"
