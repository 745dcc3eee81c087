/* archive.c: carton._carton._npz_names, _npz_member, _loadtxt and _savetxt, what _files.py and
 * _text.py read with. */
#include "binding.h"

static PyObject *npz_names(PyObject *module, PyObject *path)
{
    const char *name = PyUnicode_AsUTF8(path);
    return name ? cpy_wrap((ct_object *)ct_npz_names(name)) : NULL;
}

static PyObject *npz_member(PyObject *module, PyObject *args)
{
    const char *path, *name;
    ct_object *member;
    if (!PyArg_ParseTuple(args, "ss:_npz_member", &path, &name))
        return NULL;
    CPY_WORK(CPY_LONG_WORK, member = ct_load_npz_member(path, name, CT_MAP_NONE));
    return cpy_wrap(member);
}

/* The row of the library alone, for a file that has a name. */
static PyObject *loadtxt(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                         PyObject *keywords)
{
    return cpy_call_routine(ct_routine_find("loadtxt"), NULL, args, nargs, keywords);
}

static PyObject *savetxt(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                         PyObject *keywords)
{
    return cpy_call_routine(ct_routine_find("savetxt"), NULL, args, nargs, keywords);
}

int cpy_init_archive(PyObject *module)
{
    static PyMethodDef functions[] = {
        {"_npz_names", npz_names, METH_O, "_npz_names(path)"},
        {"_npz_member", npz_member, METH_VARARGS, "_npz_member(path, name)"},
        {"_loadtxt", (PyCFunction)(void (*)(void))loadtxt, METH_FASTCALL | METH_KEYWORDS,
         "loadtxt of the library."},
        {"_savetxt", (PyCFunction)(void (*)(void))savetxt, METH_FASTCALL | METH_KEYWORDS,
         "savetxt of the library."},
        {NULL, NULL, 0, NULL},
    };
    return PyModule_AddFunctions(module, functions);
}
