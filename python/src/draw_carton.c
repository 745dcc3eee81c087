/* draw_carton.c: Carton's arrays and lists among the interpreter's objects: their graph, as
 * ct_memory makes it, becomes part of the drawing. */
#include "draw.h"

/* Copies what block `from` has into the new block `to`; `map` has the new number of each block. */
static ct_status copy_parts(ct_memory_graph *g, const ct_memory_block *from, int to, const int *map)
{
    ct_status status = CT_OK;
    for (int64_t i = 0; i < from->nlinks && !status; i++)
        status = ct_memory_add_link(g, to, from->links[i].slot, map[from->links[i].target]);
    for (int64_t i = 0; i < from->nfields && !status; i++) {
        ct_memory_field field = from->fields[i];
        field.target = field.target < 0 ? -1 : map[field.target];
        status = ct_memory_add_field(g, to, &field);
    }
    for (int64_t i = 0; i < from->ncells && !status; i++)
        status = ct_memory_add_cell(g, to, &from->cells[i]);
    return status;
}

/* The number of the first block of `part` in g, which it becomes a part of; -1. */
static int join(ct_memory_graph *g, const ct_memory_graph *part, const void *base,
                int64_t python_bytes)
{
    const ct_memory_block *from, *blocks;
    int n = ct_memory_blocks(part, &from), known = ct_memory_blocks(g, &blocks), first = -1;
    for (int i = 0; base && i < known; i++)
        if (blocks[i].role == CT_BLOCK_ARRAY && blocks[i].address == base)
            first = i;
    int *map = PyMem_Calloc((size_t)n + 1, sizeof *map);
    if (!map)
        return PyErr_NoMemory(), -1;
    int status = 0;
    for (int i = 0; i < n && !status; i++) {
        ct_memory_block block = from[i];
        block.object = NULL;
        block.base = i ? -1 : first;
        block.left_out_bytes += i ? 0 : python_bytes;
        map[i] = ct_memory_add_block(g, &block);
        status = map[i] < 0;
    }
    for (int i = 0; i < n && !status; i++)
        if (map[i] >= known)
            status = copy_parts(g, &from[i], map[i], map) != CT_OK;
    first = map[0];
    PyMem_Free(map);
    return status ? (cpy_raise(), -1) : first;
}

int cpy_draw_carton(cpy_walk *w, PyObject *object, Py_ssize_t own)
{
    ct_object *value = CPY_IS_ARRAY(object) ? (ct_object *)CPY_ARRAY(object)
                                            : (ct_object *)((cpy_list *)object)->list;
    const char *name = "x";
    cpy_size size;
    int64_t refs = cpy_draw_refs(w, object, own);
    PyObject *base = cpy_draw_base(object);
    const void *record = base && CPY_IS_ARRAY(base) ? (const void *)CPY_ARRAY(base) : base;
    Py_XDECREF(base);
    if (cpy_draw_size(object, &size))
        return -1;
    /* __sizeof__ counts the elements or the table: the Python object itself is its struct. */
    size.bytes = Py_TYPE(object)->tp_basicsize;
    ct_memory_graph *part = ct_memory(1, &name, &value, w->most);
    if (!part)
        return cpy_raise(), -1;
    int known = ct_memory_blocks(w->graph, NULL);
    int index = join(w->graph, part, record, size.bytes + size.before);
    ct_memory_free(part);
    if (index < known)
        return index;
    return cpy_draw_field(w, index, "in Python", 0, 0, false, -1, "0x%llx, %lld bytes, refs %lld",
                          (unsigned long long)(uintptr_t)object, (long long)size.bytes,
                          (long long)refs)
               ? -1
               : index;
}
