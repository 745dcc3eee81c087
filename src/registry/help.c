/* help.c: help(name): the signature and the lines about a routine, from its row. */
#include "args.h"
#include "object/object.h"
#include "output.h"
#include "registry.h"

#include <string.h>

enum { WIDTH = 78, INDENT = 4 };

/* -- names in columns ----------------------------------------------------------------------------
 */

typedef struct paragraph {
    ct_text *text;
    int64_t column;
} paragraph;

static ct_status add_word(paragraph *p, const char *word)
{
    int64_t length = (int64_t)strlen(word);
    bool fresh = !p->column || p->column + 2 + length > WIDTH;
    ct_status status =
        fresh ? ct_text_format(p->text, "%s%*s%s", p->column ? ",\n" : "", INDENT, "", word)
              : ct_text_format(p->text, ", %s", word);
    p->column = fresh ? INDENT + length : p->column + 2 + length;
    return status;
}

/* What `list` and its like have: the rows "list.append", ... */
static ct_status add_members(ct_text *text, const char *class)
{
    size_t length = strlen(class);
    paragraph p = {text, 0};
    for (int i = 0; i < ct_routine_count(); i++) {
        const char *name = ct_routine_at(i)->name;
        if (strncmp(name, class, length) || name[length] != '.')
            continue;
        if (!p.column && ct_text_add(text, "It has\n", -1))
            return CT_MEMORY_ERROR;
        if (add_word(&p, name + length + 1))
            return CT_MEMORY_ERROR;
    }
    return p.column ? ct_text_add(text, "\n", -1) : CT_OK;
}

static ct_status add_area(ct_text *text, const char *area)
{
    paragraph p = {text, 0};
    ct_status status = ct_text_format(text, "%s\n", area);
    for (int i = 0; i < ct_routine_count() && !status; i++) {
        const ct_routine *row = ct_routine_at(i);
        if (!strcmp(row->area, area) && !strchr(row->name, '.'))
            status = add_word(&p, row->name);
    }
    return status ? status : ct_text_add(text, "\n", -1);
}

static bool first_of_area(int index)
{
    const ct_routine *row = ct_routine_at(index);
    if (strchr(row->name, '.'))
        return false;
    for (int i = 0; i < index; i++)
        if (!strcmp(ct_routine_at(i)->area, row->area) && !strchr(ct_routine_at(i)->name, '.'))
            return false;
    return true;
}

static ct_status add_everything(ct_text *text)
{
    ct_status status =
        ct_text_add(text,
                    "help(name) explains a function, a class or a method: help(sum), help(list),\n"
                    "help(list.append), help(\"ndarray.mean\"). The names there are:\n\n",
                    -1);
    for (int i = 0; i < ct_routine_count() && !status; i++)
        if (first_of_area(i))
            status = add_area(text, ct_routine_at(i)->area);
    return status;
}

/* -- one name ------------------------------------------------------------------------------------
 */

static ct_status add_routine(ct_text *text, const ct_routine *row)
{
    bool attribute = ct_routine_is_attribute(row);
    ct_status status = ct_text_format(text, "%s%s\n", row->name, attribute ? "" : row->signature);
    for (const char *line = row->doc; line && *line && !status;) {
        int length = (int)strcspn(line, "\n");
        status = ct_text_format(text, "%*s%.*s\n", length ? INDENT : 0, "", length, line);
        line += length + (line[length] == '\n');
    }
    if (!status && row->kind == CT_ROUTINE_CLASS)
        status = add_members(text, row->name);
    return status;
}

static ct_status add_help(ct_text *text, const ct_object *value)
{
    const ct_routine *row = ct_routine_of(value);
    if (!row)
        row = ct_method_routine(value);
    if (!row && value->type == &ct_str_type) {
        const char *name = ct_as_string(value, NULL);
        row = ct_routine_find(name);
        if (!row)
            return ct_text_format(text, "There is nothing called '%s'; help() lists the names.\n",
                                  name);
    }
    if (row)
        return add_routine(text, row);
    const char *class = value->type->name;
    if (!strncmp(class, "numpy.", 6))
        class += 6;
    row = ct_routine_find(class);
    ct_status status =
        ct_text_format(text, "An object of the class %s.\n%s", class, row ? "\n" : "");
    return status || !row ? status : add_routine(text, row);
}

static ct_object *help(const ct_routine *routine, ct_object *const *args)
{
    ct_text text = CT_TEXT_START;
    ct_status status = args[0] ? add_help(&text, args[0]) : add_everything(&text);
    if (!status)
        ct_output_write(text.data, text.length);
    ct_text_close(&text);
    return ct_none_result(status);
}

const ct_routine ct_routines_help[] = {
    CT_ROW("help", "python", "(object=None, /)",
           "Explains a name: its arguments and what it does; without one lists the names.", help),
};
CT_ROUTINES_END(help);
