"""The Team Around the School, as a framework file has it: for which bands, of which services, and financial support."""

from pydantic import Field

from .parts import BandId, Named, Part, Slug, Text


class TeamRules(Part):
    """`bands` ask for a team; `services` are those whose officers help. `maintained_only` is what an academy is told
    that asks for financial support, which members of the service `finance` may read."""

    name: Text = "Team Around the School"
    bands: tuple[BandId, ...] = Field(min_length=1)
    services: tuple[Named, ...] = Field(min_length=1)
    finance: Slug = ""
    maintained_only: Text

    def service(self, slug: str) -> str:
        """Return the name of a service, or "" for one that the file does not name."""
        return next((each.name for each in self.services if each.id == slug), "")
