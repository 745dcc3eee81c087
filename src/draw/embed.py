"""Joins the page's markup, style and script and writes them as one C string: embed.py page.html page.css page.js OUT.c"""

import sys

html, style, script = (open(path, encoding="utf-8").read() for path in sys.argv[1:4])
page = html.replace("@style@", style).replace("@script@", script).encode()
rows = [", ".join(str(byte) for byte in page[i : i + 32]) for i in range(0, len(page), 32)]
with open(sys.argv[4], "w", encoding="utf-8") as out:
    out.write("#include \"draw/page.h\"\n\nconst char ct_page[] = {\n" + ",\n".join(rows) + ", 0};\n")
