"""What others ask about the package: __array_namespace_info__() of the array API standard, and which scalars are numbers."""

import numbers

from . import _carton

numbers.Number.register(_carton.number)
numbers.Integral.register(_carton.integer)
numbers.Complex.register(_carton.inexact)
numbers.Real.register(_carton.floating)

_KINDS = {
    'bool': ('bool',),
    'signed integer': ('int8', 'int16', 'int32', 'int64'),
    'unsigned integer': ('uint8', 'uint16', 'uint32', 'uint64'),
    'real floating': ('float32', 'float64'),
    'complex floating': ('complex64', 'complex128'),
}
_KINDS['integral'] = _KINDS['signed integer'] + _KINDS['unsigned integer']
_KINDS['numeric'] = _KINDS['integral'] + _KINDS['real floating'] + _KINDS['complex floating']


def _check(device):
    if device not in (None, 'cpu'):
        raise ValueError(f'Device not understood. Only "cpu" is allowed, but received: {device!r}')


class __array_namespace_info__:  # noqa: N801
    """Capabilities, devices and dtypes, as the array API standard asks for them."""

    __module__ = 'carton'

    def capabilities(self):
        """What the standard leaves open, and Carton has."""
        return {'boolean indexing': True, 'data-dependent shapes': True, 'max dimensions': 64}

    def default_device(self):
        """The device of new arrays: 'cpu'."""
        return 'cpu'

    def devices(self):
        """All devices: ('cpu',)."""
        return ('cpu',)

    def default_dtypes(self, *, device=None):
        """The dtypes that Python's numbers and indices get."""
        _check(device)
        return {
            'real floating': _carton.dtype('float64'),
            'complex floating': _carton.dtype('complex128'),
            'integral': _carton.dtype('int64'),
            'indexing': _carton.dtype('int64'),
        }

    def dtypes(self, *, device=None, kind=None):
        """The standard's dtypes by name: all, of a kind, or of a tuple of kinds."""
        _check(device)
        kinds = kind if isinstance(kind, tuple) else ('bool', 'numeric') if kind is None else (kind,)
        for name in kinds:
            if name not in _KINDS:
                raise ValueError(f'unsupported kind: {name!r}')
        return {name: _carton.dtype(name) for one in kinds for name in _KINDS[one]}
