"""What the documents name exists."""

import re

import pytest

from conftest import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PATH = re.compile(r"`((?:src|include|tests|script|docs|examples|data|cli|bench|fuzz|\.ci)/[\w./-]*)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_paths_in_documents_exist(document):
    missing = [path for path in PATH.findall(document.read_text(encoding="utf-8")) if not (ROOT / path).exists()]
    assert missing == []
