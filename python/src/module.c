/* module.c: carton._carton, the extension that holds all of the package but its Python parts. */
#include "errstate.h"

static const struct {
    const char *name;
    int (*init)(PyObject *module);
} parts[] = {
    {"errors", cpy_init_errors}, /* first: the others raise */
    /* clang-format off */
    {"scalar", cpy_init_scalar},
    {"dtype", cpy_init_dtype},
    {"limits", cpy_init_limits},
    {"array", cpy_init_array},
    {"errstate", cpy_init_errstate},
    {"object", cpy_init_object}, /* some constants are objects */
    {"function", cpy_init_function},
    {"list", cpy_init_list},
    {"archive", cpy_init_archive},
    {"fuse", cpy_init_fuse},
    {"draw", cpy_init_draw},
    {"cost", cpy_init_cost},
    {"settings", cpy_init_settings},
    /* clang-format on */
};

static int execute(PyObject *module)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].init(module) < 0)
            return -1;
    ct_environment_check();
    if (cpy_warn() < 0)
        return -1;
    return PyModule_AddStringConstant(module, "__version__", ct_version());
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)execute},
#ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "carton._carton",
    .m_doc = "The C part of carton.",
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__carton(void);
PyMODINIT_FUNC PyInit__carton(void)
{
    return PyModuleDef_Init(&definition);
}
