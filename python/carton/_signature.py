"""inspect.Signature from the text of a signature; imported when one is asked for."""

import ast
import builtins
import inspect
import math
import re


class _NoValueType:
    """The default of a parameter that may be left out but has no value to say so."""

    def __repr__(self):
        return '<no value>'

    def __reduce__(self):
        return '_NoValue'


_NoValue = _NoValueType()


def _default(node):
    if isinstance(node, ast.Name):
        return _NoValue if node.id == '_NoValue' else getattr(builtins, node.id)
    if isinstance(node, ast.BinOp):  # 2*pi
        return eval(compile(ast.Expression(node), 'signature', 'eval'), {'pi': math.pi})
    return ast.literal_eval(node)


def signature(text, with_self=False):
    """The inspect.Signature of "(a, axis=None, *, dtype=None)"."""
    text = text.replace('<no value>', '_NoValue')
    text = re.sub(r"<class '(?:numpy\.)?(\w+)'>", r'\1', text)
    args = ast.parse(f'def f{text}: pass').body[0].args
    kind = inspect.Parameter
    positional = [(a, kind.POSITIONAL_ONLY) for a in args.posonlyargs]
    positional += [(a, kind.POSITIONAL_OR_KEYWORD) for a in args.args]
    missing = len(positional) - len(args.defaults)
    defaults = [kind.empty] * missing + [_default(d) for d in args.defaults]
    parameters = [kind(a.arg, k, default=d) for (a, k), d in zip(positional, defaults)]
    if args.vararg:
        parameters.append(kind(args.vararg.arg, kind.VAR_POSITIONAL))
    for a, d in zip(args.kwonlyargs, args.kw_defaults):
        default = kind.empty if d is None else _default(d)
        parameters.append(kind(a.arg, kind.KEYWORD_ONLY, default=default))
    if args.kwarg:
        parameters.append(kind(args.kwarg.arg, kind.VAR_KEYWORD))
    if with_self and 'self' not in [p.name for p in parameters]:
        parameters.insert(0, kind('self', kind.POSITIONAL_ONLY))
    return inspect.Signature(parameters)
