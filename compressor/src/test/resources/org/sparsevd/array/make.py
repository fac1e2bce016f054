"""Writes the files beside it with NumPy."""
import warnings
import numpy as np

x = np.array([[0, 1, 2], [100, 4, 127]])
for kind in "f2 f4 f8 u1 u2 u4 i1 i2 i4 i8 b1".split():
    for endian, word in (("<", "le"), (">", "be")):
        if kind[1] == "1" and endian == ">":
            continue
        a = x.astype(endian + kind)
        np.save(f"array-{kind}-{word}-c.npy", a)
        np.save(f"array-{kind}-{word}-f.npy", np.asfortranarray(a))
signs = x.copy()
signs[0, 1], signs[1, 0] = -1, -128
for kind in "f2 f4 f8 i1 i2 i4 i8".split():
    np.save(f"signed-{kind}.npy", signs.astype("<" + kind))
halves = np.array([6e-8, -6e-5, 0.1, 65504, -0.0, np.inf], "<f2")
np.save("halves.npy", halves)
np.save("scalar.npy", np.float32(2.5))
np.save("cube.npy", np.asfortranarray(np.arange(24, dtype=">i4").reshape(2, 3, 4)))
np.save("objects.npy", np.array([{}, None], object), allow_pickle=True)
np.save("records.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
np.save("complex.npy", np.zeros(2, "<c8"))
np.save("empty.npy", np.zeros((0, 3), "<f4"))
warnings.simplefilter("ignore")
for version in (2, 3):
    with open(f"version-{version}.npy", "wb") as file:
        np.lib.format.write_array(file, x.astype("<f4"), (version, 0))
arrays = {"x_train": x.astype("u1"), "y_train": np.array([1, 0]), "x_test": x.astype("<f4")}
np.savez("stored.npz", **arrays)
np.savez_compressed("deflated.npz", **arrays)
