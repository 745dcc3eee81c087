/* carton.h: NumPy's array and Python's list, in C. One include for everything. */
#ifndef CARTON_H
#define CARTON_H
#include <carton/array.h>
#include <carton/base.h>
#include <carton/calc.h>
#include <carton/cost.h>
#include <carton/cpp.h>
#include <carton/dtype.h>
#include <carton/expr.h>
#include <carton/io.h>
#include <carton/list.h>
#include <carton/memory.h>
#include <carton/object.h>
#include <carton/print.h>
#include <carton/registry.h>
#include <carton/routines.h>
#include <carton/ufunc.h>
#endif
