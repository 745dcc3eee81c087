/* program.c: the object that owns a text, its nodes and their boxes. */
#include "parser.h"

#include <string.h>

static void destroy(ct_object *self)
{
    ct_program *program = (ct_program *)self;
    while (program->chunks) {
        ct_chunk *next = program->chunks->next;
        ct_dealloc(program->chunks);
        program->chunks = next;
    }
    ct_release(program->values);
    ct_dealloc(program->text);
    ct_dealloc(program->file);
    ct_dealloc(program);
}

static const ct_type program_type = {.name = "code", .destroy = destroy};

void *ct_program_alloc(ct_program *program, int64_t bytes)
{
    enum { CHUNK = 4000 }; /* a page with its header */
    int64_t needed = (bytes + 15) & ~(int64_t)15;
    ct_chunk *chunk = program->chunks;
    if (!chunk || chunk->size - chunk->used < needed) {
        int64_t size = needed > CHUNK ? needed : CHUNK;
        chunk = ct_alloc((int64_t)sizeof *chunk + 16 + size);
        if (!chunk)
            return NULL;
        *chunk = (ct_chunk){program->chunks, 0, size};
        program->chunks = chunk;
    }
    char *start = (char *)(((uintptr_t)(chunk + 1) + 15) & ~(uintptr_t)15);
    void *memory = start + chunk->used;
    chunk->used += needed;
    return memory;
}

ct_object *ct_program_keep(ct_program *program, ct_object *box)
{
    if (!box)
        return NULL;
    ct_status status = ct_list_append(program->values, box);
    ct_release(box);
    return status ? NULL : box;
}

static char *copy_text(const char *text, int64_t length)
{
    char *copy = ct_alloc(length + 1);
    if (copy) {
        memcpy(copy, text, (size_t)length);
        copy[length] = '\0';
    }
    return copy;
}

static ct_status parse(ct_program *program, int32_t *error_at)
{
    ct_tokens tokens;
    ct_status status = ct_tokens_read(&tokens, program->text, program->length, error_at);
    if (status)
        return status;
    ct_parser p = {.program = program, .text = program->text, .tokens = tokens.items};
    program->body = ct_parse_file(&p);
    *error_at = p.error_at;
    ct_dealloc(p.stack);
    ct_tokens_free(&tokens);
    return program->body ? CT_OK : ct_error_pending();
}

ct_status ct_program_parse(const char *text, int64_t length, const char *file, ct_program **out,
                           int32_t *error_at)
{
    *out = NULL;
    *error_at = 0;
    if (length > INT32_MAX / 2)
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "the text is too long");
    ct_program *program = ct_alloc_zero(1, sizeof *program);
    if (!program)
        return CT_MEMORY_ERROR;
    program->object = (ct_object){1, &program_type};
    program->text = copy_text(text, length);
    program->file = copy_text(file, (int64_t)strlen(file));
    program->length = (int32_t)length;
    program->values = ct_list_new();
    if (!program->text || !program->file || !program->values) {
        ct_release(program);
        return CT_MEMORY_ERROR;
    }
    *out = program;
    return parse(program, error_at);
}
