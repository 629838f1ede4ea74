"""The published figures that a framework file may name. The domain that keeps the figures declares their slugs."""

from sil.registry import Registry

MEASURES: Registry[str] = Registry("measures", key=str)
