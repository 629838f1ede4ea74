from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "sil.letters"
    label = "letters"
    verbose_name = "Letters"

    def ready(self) -> None:
        from sil.audit import events
        from sil.framework.reading.wordings import WORDINGS
        from sil.web import timeline
        from sil.web.history import kinds as history

        from . import wordings
        from .histories import HISTORIES

        events.KINDS.declare(
            self.name,
            *events.kinds(
                {
                    "letter.signed": "Letter {reference} signed: {subject_line}",
                    "letter.issued": "Letter {reference}: PDF made, for {recipients}",
                }
            ),
        )
        timeline.GROUPS.declare(self.name, timeline.Group("letters", "Letters of the authority", ("letter.",)))
        history.HISTORIES.declare(self.name, *HISTORIES)
        WORDINGS.declare(self.name, *wordings.names())
