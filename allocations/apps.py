from django.apps import AppConfig


class AllocationsConfig(AppConfig):
    name = "allocations"
    verbose_name = "Allocations"

    def ready(self) -> None:
        from schools.handovers import parts
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.letters import kinds
        from sil.outbox import post
        from sil.web import navigation, panels, timeline, work

        from .allocation import notifications, reminders
        from .allocation.letters import KINDS
        from .page.handover import PART
        from .page.panels import PANEL
        from .page.work import waiting
        from .review import notifications as reviews

        events.KINDS.declare(
            self.name,
            *events.kinds(
                {
                    "round.opened": "Round {year} opened for {schools} schools",
                    "round.closed": "Round {year} closed",
                    "allocation.added": "School added to round {year}",
                    "allocation.proposed": "{band_name} proposed for {year}",
                    "allocation.revised": "Proposal for {year} revised (version {number}): {band_name}",
                    "allocation.agreed": "{band_name} agreed for {year} by the {role}",
                    "allocation.recorded": "{band_name} for {year} recorded as agreed in a meeting",
                    "allocation.disputed": "The {role} did not agree for {year} and put forward {band_name}",
                    "allocation.decided": "{band_name} decided for {year} by the {role}",
                    "allocation.accepted": "Decision for {year}, {band_name}, accepted by the {role}",
                    "allocation.taken_back": "The {role} took back the agreement to {band_name} for {year}",
                    "allocation.referred": "The {role} referred the band for {year} and put forward {band_name}",
                    "allocation.determined": "{band_name} determined for {year} by the {role}",
                    "allocation.confirmed": "{band_name} confirmed for {year} without an answer",
                    "allocation.withdrawn": "Allocation for {year} marked as not needed",
                    "allocation.conflict_declared": "{name} declared a conflict of interest about {year}",
                    "allocation.review_started": "Review of the band for {year} started, because of {ground}",
                    "allocation.flagged": "School flagged as high-risk for {year}",
                    "allocation.unflagged": "High-risk flag for {year} removed",
                    "allocation.evidence_added": "Evidence added: {title}",
                    "allocation.evidence_removed": "Evidence removed: {title}",
                },
                # A school is asked nothing again because of what officers note beside its band.
                parts={
                    "allocation.conflict_declared": "conflict",
                    "allocation.flagged": "flag",
                    "allocation.unflagged": "flag",
                    "allocation.evidence_added": events.APART,
                    "allocation.evidence_removed": events.APART,
                },
            ),
        )
        kinds.KINDS.declare(self.name, *KINDS)
        post.KINDS.declare(self.name, *notifications.MESSAGES, *reviews.MESSAGES, *reminders.MESSAGES)
        panels.PANELS.declare(self.name, PANEL)
        timeline.GROUPS.declare(self.name, timeline.Group("allocations", "Allocations", ("allocation.", "round.")))
        work.FINDERS.declare(self.name, work.Finder("allocations", waiting))
        parts.PARTS.declare(self.name, PART)
        navigation.ENTRIES.declare(
            self.name,
            navigation.Entry(
                label="Allocations",
                route="rounds",
                order=30,
                shown=lambda who: who.may(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE),
            ),
        )
