"""carton.List under CPython's own tests of list, which are installed with Python.

The tests' sources are read, every list display and comprehension in them is made a List, the name `list` means List,
and they are run. So `l = [X()]` tests List too.
"""

import ast
import copy
import gc
import importlib.util
import pathlib
import pickle
import sys
import types
import unittest
import weakref

import pytest

import carton

List = carton.List


class _Displays(ast.NodeTransformer):
    """[a, b] becomes list([a, b])."""

    def visit_List(self, node):
        self.generic_visit(node)
        return _make_list(node) if isinstance(node.ctx, ast.Load) else node

    def visit_ListComp(self, node):
        self.generic_visit(node)
        return _make_list(node)


def _make_list(node):
    return ast.copy_location(ast.Call(ast.Name("list", ast.Load()), [node], []), node)


def _load(name, **names):
    """The module test.NAME with List for list."""
    spec = importlib.util.find_spec(f"test.{name}")
    if spec is None:
        pytest.skip(f"this Python was installed without test.{name}", allow_module_level=True)
    tree = _Displays().visit(ast.parse(pathlib.Path(spec.origin).read_text(encoding="utf-8"), spec.origin))
    module = types.ModuleType(spec.name)
    module.list = List
    exec(compile(ast.fix_missing_locations(tree), spec.origin, "exec"), module.__dict__)
    vars(module).update(names)
    return module


def _cpython_tests():
    if importlib.util.find_spec("test") is None or importlib.util.find_spec("test.test_list") is None:
        pytest.skip("this Python was installed without its tests", allow_module_level=True)
    import test

    saved = {name: sys.modules.get(f"test.{name}") for name in ("seq_tests", "list_tests")}
    try:
        for name in saved:
            sys.modules[f"test.{name}"] = module = _load(name)
            setattr(test, name, module)
        case = _load("test_list").ListTest
    finally:
        for name, module in saved.items():
            if module is None:
                del sys.modules[f"test.{name}"]
                delattr(test, name)
            else:
                sys.modules[f"test.{name}"] = module
                setattr(test, name, module)
    case.type2test = List
    return case


CASE = _cpython_tests()

@pytest.mark.parametrize("name", unittest.TestLoader().getTestCaseNames(CASE))
def test_cpython(name):
    result = unittest.TestResult()
    CASE(name).run(result)
    assert not result.failures + result.errors, (result.failures + result.errors)[0][1]
    assert result.testsRun == 1


def test_the_tests_test_lists():
    """A display in CPython's tests is a List: that is what makes them a test."""
    assert CASE.type2test is List
    tree = ast.fix_missing_locations(_Displays().visit(ast.parse("x = [1, [2]]\n[a, b] = [i for i in x]")))
    names = {"list": List}
    exec(compile(tree, "displays", "exec"), names)
    assert type(names["x"]) is List and type(names["b"]) is List and names["b"] == [2]


def test_items_are_the_objects_themselves():
    items = [object(), 1.5, 10**40, "text", None, [], carton.arange(3), len]
    own = List(items)
    assert all(a is b for a, b in zip(own, items))
    assert own.pop() is len and own[-1] is items[6] and own[::-1][0] is items[6]
    assert sorted(List([3, 1, 2]), key=lambda x: -x) == [3, 2, 1]


def test_sizes_are_cpythons():
    ours, theirs = List(), []
    for i in range(200):
        ours.append(i), theirs.append(i)
        assert sys.getsizeof(ours) == sys.getsizeof(theirs), i
    while theirs:
        ours.pop(), theirs.pop()
        assert sys.getsizeof(ours) == sys.getsizeof(theirs), len(theirs)


class Node:
    pass


class Named(List):
    pass


@pytest.mark.parametrize(
    "share",
    [
        lambda x: x,
        lambda x: x[:],
        lambda x: x * 3,
        lambda x: x + x,
        lambda x: x.copy(),
        lambda x: x.extend(x) or x,
        lambda x: x.__imul__(2),
        lambda x: x.__setitem__(slice(0, 0), x) or x,
        lambda x: Named(x),
    ],
    ids=["itself", "slice", "repeat", "concat", "copy", "extend", "repeat-in-place", "assign-slice", "subclass"],
)
def test_cycles_are_collected(share):
    node = Node()
    node.lists = List([node])
    node.more = share(node.lists)
    node.lists.append(node.more)
    alive = weakref.ref(node)
    del node
    gc.collect()
    assert alive() is None


def test_live_items_survive_the_collector():
    inner = [1]
    own = List([inner])
    others = [own[:], own + own, own * 2, own.copy()]
    for _ in range(3):
        gc.collect()
    assert inner == [1] and all(other[0] is inner for other in others)


def test_copies():
    own = Named([1, [2]])
    own.name = "x"
    own.append(own)
    for twin in (copy.copy(own), copy.deepcopy(own), *(pickle.loads(pickle.dumps(own, p)) for p in range(pickle.HIGHEST_PROTOCOL + 1))):
        assert type(twin) is Named and twin.name == "x" and twin[:2] == [1, [2]] and twin is not own
    deep = copy.deepcopy(own)
    assert deep[2] is deep and deep[1] is not own[1]


def test_what_goes_wrong_is_pythons_error():
    own = List([3, "a", 1])
    with pytest.raises(TypeError, match="'<' not supported between instances of 'str' and 'int'"):
        own.sort()
    assert own == [3, "a", 1]
    with pytest.raises(ZeroDivisionError):
        own.sort(key=lambda x: 1 / 0)
    with pytest.raises(ValueError, match="list modified during sort"):
        own.sort(key=lambda x: own.append(x) or 0)
    for call, error in [(lambda: hash(own), TypeError), (lambda: own.index(9), ValueError), (lambda: own.remove(9), ValueError)]:
        with pytest.raises(error):
            call()
    with pytest.raises(MemoryError):
        List([1]) * sys.maxsize


def test_a_list_is_a_sequence_of_its_items():
    match List([1, 2, 3]):
        case [first, *rest]:
            assert first == 1 and rest == [2, 3]
        case _:
            pytest.fail("no sequence")
    assert List[int].__origin__ is List
    assert carton.array(List([1.0, 2.0])).tolist() == [1.0, 2.0]
    assert carton.sum(List([List([1, 2]), List([3, 4])]), axis=0).tolist() == [4, 6]
