from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "sil.letters"
    label = "letters"
    verbose_name = "Letters"

    def ready(self) -> None:
        from sil.audit import events

        events.declare(
            {
                "letter.signed": "Letter {reference} signed: {subject_line}",
                "letter.issued": "Letter {reference} issued to {recipients}",
            }
        )
