"""Django's rules for passwords, with the product's own error messages."""

from django.contrib.auth import password_validation as django


class LongEnough(django.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"The password must be {self.min_length} characters or more."


class NotLikeTheUser(django.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "The password is too similar to your name or email address."


class NotCommon(django.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "This password is easy to guess. Choose another one, for example three random words."
