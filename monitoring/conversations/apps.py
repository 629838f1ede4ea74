from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "monitoring.conversations"
    label = "conversations"
    verbose_name = "Conversations"

    def ready(self) -> None:
        from sil.audit import events
        from sil.outbox import post
        from sil.web import timeline, work

        from .events import EVENTS
        from .notifications import MESSAGES
        from .replies.notifications import MESSAGES as REPLIES
        from .timeline import GROUP, SOURCE
        from .work import FINDER

        events.KINDS.declare(self.name, *events.kinds(EVENTS))
        post.KINDS.declare(self.name, *MESSAGES, *REPLIES)
        timeline.GROUPS.declare(self.name, GROUP)
        timeline.SOURCES.declare(self.name, SOURCE)
        work.FINDERS.declare(self.name, FINDER)
