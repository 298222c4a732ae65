from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "skincare_site.accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from . import endings

        endings.connect()
