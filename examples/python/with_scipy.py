"""SciPy's functions on Carton arrays: they answer with NumPy's, over which a Carton array costs nothing."""

from scipy import optimize, signal, stats

import carton

x = carton.arange(10.0)
y = 3 * x + 1
slope, intercept = stats.linregress(x, y)[:2]
print(round(slope, 6), round(intercept, 6))

smooth = carton.asarray(signal.savgol_filter(y, 5, 2))
print(type(smooth).__name__, carton.allclose(smooth, y))

(found, _) = optimize.curve_fit(lambda x, a, b: a * x + b, x, y)
print(carton.asarray(found).round(6).tolist())
