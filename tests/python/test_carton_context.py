"""carton.errstate and carton.printoptions hold for a with statement, also when it fails."""

import numpy
import pytest

import carton


@pytest.mark.parametrize("np", [carton, numpy], ids=["carton", "numpy"])
def test_errstate(np):
    before = np.geterr()
    with np.errstate(divide="raise", under="warn"):
        assert np.geterr() == {**before, "divide": "raise", "under": "warn"}
        with pytest.raises(FloatingPointError, match="divide by zero"):
            np.ones(1) / 0
    assert np.geterr() == before
    state = np.errstate(all="ignore")
    with pytest.raises(TypeError, match="Cannot enter `np.errstate` twice"), state:
        with state:
            pass
    assert np.geterr() == before

    @np.errstate(all="raise")
    def quotient(x):
        return x / 0

    with pytest.raises(FloatingPointError):
        quotient(np.ones(1))
    assert np.geterr() == before and quotient.__name__ == "quotient"


@pytest.mark.parametrize("np", [carton, numpy], ids=["carton", "numpy"])
def test_printoptions(np):
    before = np.get_printoptions()
    with np.printoptions(precision=2, suppress=True) as options:
        assert options["precision"] == 2 and str(np.ones(1) / 3) == "[0.33]"
    with pytest.raises(KeyError), np.printoptions(threshold=5):
        raise KeyError
    assert np.get_printoptions() == before
