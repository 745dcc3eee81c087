"""Carton arrays as the columns of a pandas table, and back."""

import pandas

import carton

days = carton.arange(6)
table = pandas.DataFrame({"day": days, "warmth": carton.sqrt(days * 4.0)})
print(table.groupby(table["day"] % 2)["warmth"].mean().round(3).to_dict())

column = carton.asarray(table["warmth"].to_numpy())
print(type(column).__module__, column.max())
