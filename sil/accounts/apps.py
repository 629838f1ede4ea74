from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sil.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from sil.audit import events
        from sil.audit.kinds import APART

        from . import sign_ins

        # A wrong code is recorded while its page is answered: the right one after it is for the page that came back.
        events.KINDS.declare(self.name, *events.kinds(sign_ins.KINDS, dict.fromkeys(sign_ins.KINDS, APART)))
        events.KINDS.declare(
            self.name,
            *events.kinds(
                {
                    "person.invited": "{name} was invited ({email})",
                    "person.added": "{name} was added ({email}), and not invited yet",
                    "person.edited": "{name}: name, email address or telephone changed",
                    "person.role_given": "{name} was given the role {role} from {starts_on}",
                    "person.role_ended": "{name} held the role {role} until {ends_on}",
                    "person.role_asked": "{asker} asked for the role {role} for {name}, from {starts_on}",
                    "person.address_asked": "{asker} asked for another email address for {name}",
                    "person.step_lost_asked": "{asker} asked to remove the second step of {name}, who has lost it",
                    "person.change_confirmed": "{what} of {name} confirmed",
                    "person.change_withdrawn": "{what} of {name} is not wanted any more, or was refused",
                    "person.work_given": "Work of {name} went to others from {starts_on}: {taken}. Left: {left}",
                    "person.closed": "The account of {name} was closed",
                    "person.reopened": "The account of {name} was opened again",
                }
            ),
        )
