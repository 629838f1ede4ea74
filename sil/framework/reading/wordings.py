"""The wordings of letters that a framework file may name. "visit_report/2020-09". sil.letters declares them."""

from sil.registry import Registry

WORDINGS: Registry[str] = Registry("wordings of letters", key=str)
