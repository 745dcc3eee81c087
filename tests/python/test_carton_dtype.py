"""carton.dtype, finfo, iinfo and the rules of promotion, beside NumPy's."""

import itertools
import pickle

import numpy as np
import pytest

ct = pytest.importorskip("carton")

NUMBERS = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
NUMBERS += ["float16", "float32", "float64", "complex64", "complex128"]
SPELLINGS = [*NUMBERS, *"?bBhHiIlLqQefdFDpP", "f8", "<i4", "=u2", "U5", "S3", "<U2", "|S1", "str", "bytes", "int", "float", "complex", "uint"]
SPELLINGS += ["single", "half", "intp", "long", "longlong", "U", "S", b"f4", ("U", 4), (str, 3), ("f8", ())]
WRONG = ["foo", "f3", "", 5, 1.5, [], object(), {"a": 1}, "f8x", "int 8", (1, 2, 3)]
ATTRIBUTES = """name str char kind num itemsize alignment byteorder isnative hasobject fields names shape ndim subdtype flags descr metadata
isalignedstruct""".split()


@pytest.mark.parametrize("spelling", SPELLINGS, ids=repr)
def test_attributes(spelling):
    ours, theirs = ct.dtype(spelling), np.dtype(spelling)
    for name in ATTRIBUTES:
        expected = getattr(theirs, name)
        if name == "num" and theirs.char in "qQ":
            continue  # NumPy has a type of its own for long long
        if name == "char" and theirs.char in "qQ":
            continue
        if name == "flags":
            continue  # text dtypes carry a flag of NumPy's own
        assert getattr(ours, name) == expected, name
    assert repr(ours) == repr(theirs) and str(ours) == str(theirs)
    assert ours.type.__name__ == theirs.type.__name__ or theirs.char in "qQ"
    assert ours.base is ours and ct.dtype(ours) is ours and pickle.loads(pickle.dumps(ours)) == ours
    assert ours == theirs and ours == ours.str and hash(ours) == hash(ct.dtype(ours.str)) and bool(ours) and len(ours) == 0
    assert type(ours).__name__ == type(theirs).__name__ or theirs.char in "qQ"


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: repr(wrong).split(" at 0x")[0])
def test_what_is_no_dtype(wrong):
    with pytest.raises(TypeError):
        ct.dtype(wrong)
    assert (ct.dtype("f8") == wrong) is False and ct.dtype("f8") != wrong


def test_sources():
    assert ct.dtype(None) == "f8" and ct.dtype(float) == "f8" and ct.dtype(int) == "i8" and ct.dtype(bool) == "?"
    assert ct.dtype(ct.float32) is ct.dtype("f4") and ct.dtype(np.float32) is ct.dtype("f4") and ct.dtype(np.dtype("i2")) == "i2"
    assert ct.dtype(ct.zeros(2, "i2")) == "i2" and ct.dtype(np.float32(1)) == "f4"
    assert ct.dtype(">f8") == "f8" and ct.dtype("f8").newbyteorder() == "f8"
    for family in ("generic", "number", "integer", "floating", "inexact", "complexfloating", "character"):
        for module in (ct, np):
            with pytest.raises(TypeError):
                module.dtype(getattr(module, family))
    assert isinstance(ct.dtype("f4"), ct.dtypes.Float32DType) and ct.dtypes.Float32DType() is ct.dtype("f4")


def test_order_and_casting():
    for a, b in itertools.product([*NUMBERS, "U3", "S4"], repeat=2):
        ours, theirs = (ct.dtype(a), ct.dtype(b)), (np.dtype(a), np.dtype(b))
        for operation in ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__"):
            assert getattr(ours[0], operation)(ours[1]) == getattr(theirs[0], operation)(theirs[1]), (a, b, operation)
        for casting in ("no", "equiv", "safe", "same_kind", "unsafe"):
            assert ct.can_cast(*ours, casting) == np.can_cast(*theirs, casting), (a, b, casting)
        assert str(ct.promote_types(*ours)) == str(np.promote_types(*theirs))


def test_families():
    families = ["generic", "number", "integer", "signedinteger", "unsignedinteger", "inexact", "floating", "complexfloating", "flexible"]
    for name, family in itertools.product([*NUMBERS, "str_", "bytes_"], families):
        assert ct.issubdtype(getattr(ct, name), getattr(ct, family)) == np.issubdtype(getattr(np, name), getattr(np, family))
        assert ct.issubdtype(ct.dtype(name.rstrip("_")), getattr(ct, family)) == np.issubdtype(getattr(np, name), getattr(np, family))
    kinds = ["bool", "signed integer", "unsigned integer", "integral", "real floating", "complex floating", "numeric"]
    for name, kind in itertools.product(NUMBERS, kinds):
        assert ct.isdtype(ct.dtype(name), kind) == np.isdtype(np.dtype(name), kind)


@pytest.mark.parametrize("name", ["float16", "float32", "float64", "complex64", "complex128"])
def test_finfo(name):
    ours, theirs = ct.finfo(name), np.finfo(name)
    for attribute in "bits eps epsneg iexp machep max maxexp min minexp negep nexp nmant precision resolution".split():
        limit = getattr(theirs, attribute)  # the array API's limits are floats: np.float64 is one, np.float32 is none
        expected = limit if isinstance(limit, (int, float)) else float(limit)
        assert repr(getattr(ours, attribute)) == repr(expected), attribute
    assert ours.tiny == theirs.tiny and ours.smallest_subnormal == theirs.smallest_subnormal and ours.dtype == theirs.dtype
    assert repr(ours) == repr(theirs) and ct.finfo(ct.dtype(name)) is ours and ct.finfo(ours) is ours
    assert ct.finfo(getattr(ct, name)(1)) is ours and ct.finfo(ct.ones(3, name)) is ours


@pytest.mark.parametrize("name", NUMBERS[1:9])
def test_iinfo(name):
    ours, theirs = ct.iinfo(name), np.iinfo(name)
    assert (ours.min, ours.max, ours.bits, ours.kind, ours.dtype) == (theirs.min, theirs.max, theirs.bits, theirs.kind, theirs.dtype)
    assert repr(ours) == repr(theirs) and str(ours) == str(theirs)


def test_limits_of_other_kinds():
    for module in (ct, np):
        with pytest.raises(ValueError, match="not inexact"):
            module.finfo(int)
        with pytest.raises(ValueError, match="Invalid integer data type 'f'"):
            module.iinfo(1.5)


def test_namespace_info():
    info, theirs = ct.__array_namespace_info__(), np.__array_namespace_info__()
    assert ct.__array_api_version__ == "2025.12" and info.default_device() == theirs.default_device() and info.devices() == tuple(theirs.devices())
    assert info.capabilities() == theirs.capabilities() and info.default_dtypes() == theirs.default_dtypes()
    for kind in (None, "bool", "signed integer", "integral", "real floating", "numeric", ("bool", "complex floating")):
        assert info.dtypes(kind=kind) == theirs.dtypes(kind=kind)
    for module in (ct, np):
        with pytest.raises(ValueError, match="unsupported kind"):
            module.__array_namespace_info__().dtypes(kind="text")
        with pytest.raises(ValueError, match="Device not understood"):
            module.__array_namespace_info__().dtypes(device="gpu")


@pytest.mark.skipif(np.lib.NumpyVersion(np.__version__) < "2.4.0", reason="__numpy_dtype__ came with NumPy 2.4")
@pytest.mark.parametrize("name", [*NUMBERS, "U5", "S3"])
def test_numpy_takes_a_dtype(name):
    assert np.dtype(ct.dtype(name)) == np.dtype(name)
    assert np.zeros(2, dtype=ct.zeros(1, name).dtype).dtype == np.dtype(name)
