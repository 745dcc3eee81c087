/* The encoder beside GNU as: instructions.def has what that wrote for the same text. */
#include "ct_test.h"
#include "exec/assemble.h"

#include <stdio.h>
#include <string.h>

typedef struct row {
    const char *bytes, *text;
    ct_vector x;
} row;
static const row rows[] = {
#define ROW(bytes, text, ...) {bytes, text, {__VA_ARGS__}},
#include "instructions.def"
#undef ROW
};

static void hex(const ct_code *code, char *out)
{
    for (int i = 0; i < code->length; i++)
        sprintf(out + 2 * i, "%02X", code->bytes[i]);
}

static void vector_instructions_are_those_of_gnu_as(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t bytes[32];
        char got[80] = "";
        ct_code code = {bytes, 0, sizeof bytes};
        ct_put_vector(&code, rows[i].x);
        hex(&code, got);
        if (strcmp(got, rows[i].bytes) != 0)
            fail_msg("%s: %s, not %s", rows[i].text, got, rows[i].bytes);
    }
}

static void check(ct_code *code, const char *expected, const char *text)
{
    char got[80] = "";
    hex(code, got);
    if (strcmp(got, expected) != 0)
        fail_msg("%s: %s, not %s", text, got, expected);
    code->length = 0;
}

static void other_instructions_are_those_of_gnu_as(void **state)
{
    uint8_t bytes[32];
    ct_code code = {bytes, 0, sizeof bytes};
    ct_put_push(&code, CT_RBX);
    check(&code, "53", "push rbx");
    ct_put_push(&code, CT_R12);
    check(&code, "4154", "push r12");
    ct_put_pop(&code, CT_RBP);
    check(&code, "5D", "pop rbp");
    ct_put_pop(&code, CT_R15);
    check(&code, "415F", "pop r15");
    ct_put_load(&code, CT_R9, CT_MEMORY(CT_R12, 128));
    check(&code, "4D8B8C2480000000", "mov r9, [r12+128]");
    ct_put_load(&code, CT_RAX, CT_MEMORY(CT_RDI, 16));
    check(&code, "488B4710", "mov rax, [rdi+16]");
    ct_put_move(&code, CT_RAX, CT_RDX);
    check(&code, "488BC2", "{load} mov rax, rdx");
    ct_put_add(&code, CT_R8, 256);
    check(&code, "4981C000010000", "add r8, 256");
    ct_put_sub(&code, CT_RSP, 128);
    check(&code, "4881EC80000000", "sub rsp, 128");
    ct_put_number(&code, CT_R11, UINT64_C(0x123456789ABCDEF0));
    check(&code, "49BBF0DEBC9A78563412", "movabs r11, 0x123456789abcdef0");
    ct_put_address(&code, CT_R8, 64);
    check(&code, "4C8D0539000000", "lea r8, [rip+57]");
    ct_set_jump(&code, ct_put_jump(&code, CT_IF_NOT_BELOW), 12);
    check(&code, "0F8306000000", "jae .+12");
}

static void what_does_not_fit_is_counted(void **state)
{
    uint8_t bytes[4] = {0};
    ct_code code = {bytes, 0, 2};
    ct_put_push(&code, CT_RBX);
    ct_put_push(&code, CT_R12);
    ct_set_jump(&code, ct_put_jump(&code, CT_IF_ZERO), 0);
    assert_int_equal(code.length, 9);
    assert_int_equal(bytes[0], 0x53);
    assert_int_equal(bytes[2], 0);
    assert_int_equal(bytes[3], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(vector_instructions_are_those_of_gnu_as),
                                       cmocka_unit_test(other_instructions_are_those_of_gnu_as),
                                       cmocka_unit_test(what_does_not_fit_is_counted)};
    return cmocka_run_group_tests_name("assemble", tests, NULL, NULL);
}
