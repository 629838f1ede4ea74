from django.apps import AppConfig


class SavedConfig(AppConfig):
    name = "sil.saved"
    label = "saved"
    verbose_name = "Saved filters"

    def ready(self) -> None:
        from sil.web import navigation

        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(label="Saved filters", route="saved_filters", order=90, shown=navigation.finds_schools),
        )
