"""A figure from Carton arrays, written to sine.svg."""

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

import carton

x = carton.linspace(0, 2 * carton.pi, 200)
figure, axes = plt.subplots()
(line,) = axes.plot(x, carton.sin(x), label="sine")
axes.fill_between(x, carton.minimum(carton.sin(x), 0), 0, alpha=0.3)
axes.legend()
figure.savefig("sine.svg")
print(len(line.get_xdata()), round(float(max(line.get_ydata())), 3))
