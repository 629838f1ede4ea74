"""A form field for a document, which is examined when it is cleaned."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from sil.workflow import Denied

from .formats import ACCEPTED, FORMATS, Document, examine
from .reading import looked_at
from .scanning import scanned


class DocumentField(forms.FileField):
    """One file; cleans to a Document, or None where the field is not required and nothing was chosen.

    The form needs enctype="multipart/form-data" and request.FILES. Everything else that was typed is
    still there after a refusal; the file is chosen again, since no page can put one into a browser.
    """

    widget = forms.FileInput(attrs={"accept": ",".join(end for kind in FORMATS for end in kind.extensions)})
    default_error_messages = {"required": "Select a file.", "empty": "The file is empty. Select another one."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"help_text": f"It can be {ACCEPTED}, and smaller than {_limit()}.", **options})

    def to_python(self, data: Any) -> Document | None:  # type: ignore[override]
        file = super().to_python(data)
        if file is None:
            return None
        if not file.size < settings.UPLOAD_MAX_BYTES:
            raise ValidationError(f"The file must be smaller than {_limit()}.", code="too_large")
        try:
            return looked_at(scanned(examine(file.name or "", file.read())))
        except Denied as refused:
            raise ValidationError(refused.sentence, code=refused.code) from refused


def _limit() -> str:
    return f"{settings.UPLOAD_MAX_BYTES // 2**20} MB"
