from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = "Schools"

    def ready(self) -> None:
        from sil.accounts import standing
        from sil.accounts.roles import Permission
        from sil.audit import events
        from sil.web import evidence, navigation, panels

        from . import panels as own
        from .evidence import facts
        from .queries import roles_at_schools

        events.declare(
            {
                "register.read": "{register} read from {file}: {added} added, {changed} changed",
                "school.register_changed": "National register: {what}",
                "inspection.recorded": "Inspection of {day} recorded, {what}: {headline}",
                "inspection.corrected": "Inspection of {day} corrected",
                "inspection.withdrawn": "Inspection of {day} withdrawn, since it was recorded by mistake",
                "area.asked": "Areas for improvement recorded from the inspection of {day}: {count}",
                "area.judged": "{progress}: “{text}”, asked on {day}",
                "area.reworded": "Words of an area for improvement corrected: “{new}”",
                "area.removed": "Area for improvement removed, since it was never asked: “{text}”",
                "post.given": "{name} became {post}, from {starts_on}",
                "post.ended": "{name} was {post} until {ends_on}",
                "assignment.given": "{name} became the school's {role}, from {starts_on}",
                "assignment.ended": "{name} was the school's {role} until {ends_on}",
            }
        )
        standing.declare_source(roles_at_schools)
        navigation.declare(
            navigation.Entry(
                label="Schools",
                route="schools",
                order=20,
                shown=lambda who: who.may(Permission.SCHOOLS_READ_ALL, Permission.ALLOCATION_PROPOSE),
            ),
            navigation.Entry(
                label="People", route="people", order=40, shown=lambda who: who.may(Permission.PEOPLE_MANAGE)
            ),
            navigation.Entry(
                label="Officers", route="officers", order=50, shown=lambda who: who.may(Permission.ASSIGN_OFFICERS)
            ),
        )
        evidence.declare(facts)
        for panel in own.PANELS:
            panels.declare(panel)
