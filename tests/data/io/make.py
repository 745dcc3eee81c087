"""Makes the golden files of this folder with NumPy; run it by hand when a case is added."""

import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
a = np.arange(6.0).reshape(2, 3)
np.save(here / "f8.npy", a)
np.save(here / "fortran.npy", np.asfortranarray(a))
np.save(here / "big_endian.npy", a.astype(">f8"))
np.save(here / "str.npy", np.array(["héllo", "", "x"]))
np.save(here / "bytes.npy", np.array([b"ab", b"", b"c"]))
np.save(here / "zero_d.npy", np.complex64(1 + 2j))
np.save(here / "object.npy", np.array([None]), allow_pickle=True)
np.save(here / "structured.npy", np.zeros(2, "i4,f8"))
np.savez(here / "stored.npz", x=a, n=np.arange(3))
np.savez_compressed(here / "deflated.npz", x=a, n=np.arange(3))
with open(here / "version3.npy", "wb") as f:
    np.lib.format.write_array(f, a, version=(3, 0))
