"""Django's rules for passwords, with the product's own error messages, and how long links to set one work."""

from datetime import timedelta

from django.contrib.auth import password_validation as django

# How long a link works: to a new account, and to somebody who has set a password before.
INVITATION = timedelta(days=14)
RESET = timedelta(days=3)


class LongEnough(django.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"The password must be {self.min_length} characters or more."


class NotLikeTheUser(django.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "The password is too similar to your name or email address."


class NotCommon(django.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "This password is easy to guess. Choose another one, for example three random words."
