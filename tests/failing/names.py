"""Every CT_API function of the public headers that may allocate has a row in calls.def: `names.py ROOT`. Prints those without one."""

import pathlib
import re
import sys

HEADERS = "object list array ufunc print io expr calc memory routines indexing logic nan numeric products polynomial series sets shapes statistics cost".split()
# Plain reading and writing of fields, counts and flags; what ends or frees something; what calls back into the caller.
EXEMPT = """
ct_retain ct_release ct_refcount ct_type_of ct_free ct_as_int ct_as_words ct_as_float ct_as_complex ct_as_string ct_as_bytes ct_dict_next
ct_list_length ct_list_capacity ct_list_items ct_list_sizeof ct_ndim ct_shape ct_strides ct_size ct_nbytes ct_dtype_of ct_flags ct_data
ct_data_mut ct_set_writeable ct_base ct_may_share_memory ct_is_weak ct_array_capacity ct_ufunc_get ct_ufunc_find
ct_get_printoptions ct_set_printoptions ct_floatmode_name ct_floatmode_parse ct_format_parse ct_npy_appender_free cx_free
ct_formula_free cx_plan_free cx_steps_free cx_steps_arguments ct_interp_destroy ct_interp_next ct_interp_output ct_interp_limits ct_interp_error ct_interp_complete ct_memory_free ct_cost_free ct_cost_total ct_cost_step_at ct_cost_value ct_memory_blocks
ct_memory_names ct_memory_name ct_memory_bytes ct_array_binding ct_array_bind
ct_text_add ct_text_format ct_text_repr ct_text_str
""".split()  # the last four have no public way to make a ct_text: ct_repr covers them


def main():
    root = pathlib.Path(sys.argv[1])
    declared = set()
    for header in HEADERS:
        text = (root / f"include/carton/{header}.h").read_text(encoding="utf-8")
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        for line in re.findall(r"\bCT_API\b([^;{]*)[;{]", text):
            name = re.search(r"\b(c[tx]_\w+)\s*\(", line)
            if name and "##" not in line and "extern" not in line:
                declared.add(name.group(1))
        declared.update("cx_" + name for name in re.findall(r"^CX_REDUCTION\((\w+)\)", text, re.MULTILINE))
    rows = set(re.findall(r"^CALL\((\w+),", (root / "tests/failing/calls.def").read_text(encoding="utf-8"), re.MULTILINE))
    missing = sorted(declared - rows - set(EXEMPT))
    for name in missing:
        print(f"{name}: no row in tests/failing/calls.def")
    stale = sorted((rows | set(EXEMPT)) - declared)
    for name in stale:
        print(f"{name}: not declared in a public header")
    sys.exit(1 if missing or stale else 0)


if __name__ == "__main__":
    main()
